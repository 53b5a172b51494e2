internal import EdgeIR
internal import EdgeRuntime

/// Steps that run together, row by row: what they pass to one another is held, a row at a time, in
/// one block of memory, which also holds the row counters and the scratch of whichever step runs.
///
/// Rows of all tensors share the block: each lies wherever there is room while it is held.
struct Stream {
  let graph: StreamGraph
  /// Members, in the order in which they compute their bands.
  let turns: [UInt16]
  /// By tensor that only the stream sees: where each of its rows lies in the block, in bytes.
  let rowOffsets: [TensorID: [Int]]
  /// Of what only the stream sees: rows held at one time at most.
  let rings: [TensorID: Int]
  /// Whole tensors that lie in the block, and where: inputs whose dead rows make room for others,
  /// and outputs whose rows to come do.
  let absorbed: [TensorID: Int]
  /// What row offsets are multiples of.
  let unit: Int
  /// Where a counter a member lies in the block.
  let countersOffset: Int
  let scratchOffset: Int
  let blockBytes: Int
  let blockAlignment: Int
  /// By output, then input of `graph`: how far, in bytes, the output must lie before the input it
  /// overwrites.
  let distances: [[Int]]

  /// Finds an order of demands that holds few rows at a time, and packs them.
  ///
  /// - Parameters:
  ///   - alignment: of every row and tensor, in bytes.
  ///   - absorbed: an input that dies here, an output, or one of each.
  init(
    _ graph: StreamGraph, _ binding: Binding, alignment: Int, absorbing absorbed: [TensorID] = []
  ) {
    let (graph, run) = Self.improved(graph)
    let calls = graph.members.compactMap(\.step).map { binding.steps[$0].call }
    // The same for all streams of a binding, so that tensors lie right in the blocks of two.
    let scratchAlignment = binding.steps.map(\.call.scratchAlignment).max() ?? 1
    blockAlignment = max(alignment, scratchAlignment, Self.leastUnit)
    let block = StreamBlock(graph, run, absorbing: absorbed, unit: blockAlignment)
    self.graph = graph
    turns = run.turns
    rowOffsets = block.rowOffsets
    rings = Dictionary(uniqueKeysWithValues: zip(graph.inner, run.inner.map(Self.mostHeld)))
    self.absorbed = block.absorbed
    unit = block.unit
    distances = run.leads
    countersOffset = (block.bytes + Self.counterBytes - 1) & ~(Self.counterBytes - 1)
    let counted = countersOffset + Self.counterBytes * graph.members.count
    let scratch = calls.map(\.scratchBytes).max() ?? 0
    scratchOffset = scratch > 0 ? (counted + scratchAlignment - 1) & ~(scratchAlignment - 1) : 0
    blockBytes = max(counted, scratchOffset + scratch)
  }

  /// The graph inputs that come row by row.
  var fed: [TensorID] { graph.fed }

  static let counterBytes = ProgramFormat.counterBytes
  /// Elements have four bytes at most.
  private static let leastUnit = 4

  /// Asks earlier for one need of a member after the other, as long as fewer bytes are held.
  private static func improved(_ graph: StreamGraph) -> (StreamGraph, StreamRun) {
    var (graph, run) = (graph, StreamRun(graph))
    var peak = run.heldBytes().max() ?? 0
    for member in graph.members.indices where graph.members[member].needs.count > 1 {
      for from in graph.members[member].needs.indices.dropFirst() {
        var other = graph
        other.moveNeed(of: member, from: from, to: 0)
        let otherRun = StreamRun(other)
        let otherPeak = otherRun.heldBytes().max() ?? 0
        if otherPeak < peak { (graph, run, peak) = (other, otherRun, otherPeak) }
      }
    }
    return (graph, run)
  }

  /// Rows ascend in time of birth; those that outlive later ones are few.
  private static func mostHeld(_ rows: [ClosedRange<Int>]) -> Int {
    rows.indices.map { index in
      rows[...index].reduce(0) { $0 + ($1.contains(rows[index].lowerBound) ? 1 : 0) }
    }.max() ?? 0
  }
}

/// What the planner orders: a step, or a stream of them.
enum Unit {
  case step(Int)
  case stream(Stream)

  /// Indices of the steps, producers first.
  var steps: [Int] {
    switch self {
    case .step(let step): [step]
    case .stream(let stream): stream.graph.members.compactMap(\.step)
    }
  }
}
