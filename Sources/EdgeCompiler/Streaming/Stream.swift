internal import EdgeIR

/// Steps that run together, row by row: what they pass to one another goes through rings in one block
/// of memory, which also holds the row counters and the scratch of whichever step runs.
struct Stream {
  let graph: StreamGraph
  /// Rows held of the tensors that only the stream sees.
  let rings: [TensorID: Int]
  /// Where their rings lie in the block.
  let offsets: [TensorID: Int]
  /// Where an int32 a member lies in the block.
  let countersOffset: Int
  let scratchOffset: Int
  let blockBytes: Int
  let blockAlignment: Int
  /// By output, then input of `graph`: how far, in bytes, the output must lie before the input it
  /// overwrites.
  let distances: [[Int]]

  /// Finds an order of demands that holds few rows at a time, and packs the rings.
  ///
  /// - Parameter alignment: of every ring, in bytes.
  init(_ graph: StreamGraph, _ binding: Binding, alignment: Int) {
    let (graph, run) = Self.improved(graph)
    let sizes = zip(run.held, graph.innerRowBytes).map { $0 * $1 }
    let packing = RingPacking(
      sizes: sizes, conflicts: run.conflicts, alignment: alignment, atLeast: run.peakBytes)
    let calls = graph.members.compactMap(\.step).map { binding.steps[$0].call }
    let scratchAlignment = calls.map(\.scratchAlignment).max() ?? 1
    self.graph = graph
    rings = Dictionary(uniqueKeysWithValues: zip(graph.inner, run.held))
    offsets = Dictionary(uniqueKeysWithValues: zip(graph.inner, packing.offsets))
    distances = run.leads
    blockAlignment = max(alignment, scratchAlignment, Self.counterBytes)
    countersOffset = (packing.bytes + Self.counterBytes - 1) & ~(Self.counterBytes - 1)
    let counted = countersOffset + Self.counterBytes * graph.members.count
    scratchOffset = (counted + scratchAlignment - 1) & ~(scratchAlignment - 1)
    let scratch = calls.map(\.scratchBytes).max() ?? 0
    blockBytes = scratch > 0 ? scratchOffset + scratch : counted
  }

  /// The graph input that comes row by row.
  var fed: TensorID? { graph.fed }

  static let counterBytes = 4

  /// Asks earlier for one need of a member after the other, as long as fewer bytes are held.
  private static func improved(_ graph: StreamGraph) -> (StreamGraph, StreamRun) {
    var (graph, run) = (graph, StreamRun(graph))
    for member in graph.members.indices where graph.members[member].needs.count > 1 {
      for from in graph.members[member].needs.indices.dropFirst() {
        var other = graph
        other.moveNeed(of: member, from: from, to: 0)
        let otherRun = StreamRun(other)
        if otherRun.peakBytes < run.peakBytes { (graph, run) = (other, otherRun) }
      }
    }
    return (graph, run)
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
