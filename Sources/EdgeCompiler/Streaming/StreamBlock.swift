internal import EdgeIR

/// Places the rows of a stream in one block, around the whole tensors that lie in it.
struct StreamBlock {
  private(set) var rowOffsets: [TensorID: [Int]] = [:]
  private(set) var absorbed: [TensorID: Int] = [:]
  private(set) var bytes = Int.max
  /// What the offsets are multiples of.
  let unit: Int

  /// - Parameter absorbed: an input that dies in the stream, an output, or one of each.
  init(_ graph: StreamGraph, _ run: StreamRun, absorbing absorbed: [TensorID], unit: Int) {
    let timeline = StreamTimeline(graph, run, absorbing: absorbed)
    let least = timeline.heldBytes.max() ?? 0
    // A table of rows counts units in 16 bits; half of that leaves room for what packing loses.
    var unit = unit
    while least / unit > Int(UInt16.max) / 2 { unit *= 2 }
    self.unit = unit
    let rows = timeline.rows.map { row in
      RowPacking.Row(bytes: (row.bytes + unit - 1) / unit * unit, lifetime: row.lifetime)
    }
    for offsets in timeline.placesOfWholes(least: least, unit: unit) {
      let fixed = timeline.wholes.enumerated().flatMap { index, whole in
        whole.pieces.map { piece in
          RowPacking.Piece(
            bytes: piece.bytes.lowerBound + offsets[index]..<piece.bytes.upperBound
              + offsets[index],
            lifetime: piece.lifetime)
        }
      }
      let packing = RowPacking(rows, fixed: fixed, unit: unit, atLeast: least)
      guard packing.bytes < bytes else { continue }
      bytes = packing.bytes
      rowOffsets = Dictionary(grouping: zip(timeline.rows, packing.offsets)) { $0.0.tensor }
        .mapValues { $0.map(\.1) }
      self.absorbed = Dictionary(
        uniqueKeysWithValues: zip(timeline.wholes.map(\.tensor), offsets))
    }
  }
}

/// What a stream's block holds when.
struct StreamTimeline {
  struct Row {
    var tensor: TensorID
    var bytes: Int
    var lifetime: ClosedRange<Int>
  }

  /// A tensor that lies in the block as a whole, though its rows are needed for some time only.
  struct Whole {
    var tensor: TensorID
    var bytes: Int
    var pieces: [RowPacking.Piece]
    var isInput: Bool
  }

  /// Of every inner tensor ascending.
  private(set) var rows: [Row] = []
  private(set) var wholes: [Whole] = []
  /// By time.
  private(set) var heldBytes: [Int]

  init(_ graph: StreamGraph, _ run: StreamRun, absorbing absorbed: [TensorID]) {
    for (place, lifetimes) in run.inner.enumerated() {
      rows += lifetimes.map {
        Row(tensor: graph.inner[place], bytes: graph.innerRowBytes[place], lifetime: $0)
      }
    }
    for (input, id) in graph.inputs.enumerated() where absorbed.contains(id) {
      let bytes = graph.inputRowBytes[input]
      // Rows that nothing reads are there too when the stream begins.
      let pieces = run.lastReads[input].enumerated().map { row, last in
        RowPacking.Piece(bytes: row * bytes..<(row + 1) * bytes, lifetime: 0...max(last, 0))
      }
      wholes.append(
        Whole(tensor: id, bytes: bytes * graph.inputRows[input], pieces: pieces, isInput: true))
    }
    let last = max(run.end - 1, 0)
    for (output, id) in graph.outputs.enumerated() where absorbed.contains(id) {
      let bytes = graph.outputRowBytes[output]
      let pieces = run.firstWrites[output].enumerated().map { row, first in
        RowPacking.Piece(bytes: row * bytes..<(row + 1) * bytes, lifetime: first...last)
      }
      wholes.append(
        Whole(tensor: id, bytes: bytes * pieces.count, pieces: pieces, isInput: false))
    }
    var changes = Array(repeating: 0, count: run.end + 1)
    for piece in wholes.flatMap(\.pieces) {
      changes[piece.lifetime.lowerBound] += piece.bytes.count
      changes[piece.lifetime.upperBound + 1] -= piece.bytes.count
    }
    for row in rows {
      changes[row.lifetime.lowerBound] += row.bytes
      changes[row.lifetime.upperBound + 1] -= row.bytes
    }
    for time in changes.indices.dropFirst() { changes[time] += changes[time - 1] }
    heldBytes = changes.dropLast()
  }

  /// Where whole tensors may lie: an input at the end of the block, or at its start; an output at
  /// its start, or at its end.
  fileprivate func placesOfWholes(least: Int, unit: Int) -> [[Int]] {
    func ends(_ whole: Whole) -> [Int] {
      let room = max(0, least - whole.bytes + unit - 1) / unit * unit
      let places = whole.isInput ? [room, 0] : [0, room]
      return room > 0 ? places : [0]
    }
    switch wholes.count {
    case 0: return [[]]
    case 1: return ends(wholes[0]).map { [$0] }
    default:
      let apart = ends(wholes[0]).flatMap { first in ends(wholes[1]).map { [first, $0] } }
        .filter(areApart)
      return apart.isEmpty ? [[(wholes[1].bytes + unit - 1) / unit * unit, 0]] : apart
    }
  }

  /// Whether wholes at these offsets never hold the same byte at the same time.
  private func areApart(_ offsets: [Int]) -> Bool {
    wholes[0].pieces.allSatisfy { a in
      wholes[1].pieces.allSatisfy { b in
        !a.lifetime.overlaps(b.lifetime)
          || a.bytes.upperBound + offsets[0] <= b.bytes.lowerBound + offsets[1]
          || b.bytes.upperBound + offsets[1] <= a.bytes.lowerBound + offsets[0]
      }
    }
  }
}
