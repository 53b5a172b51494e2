/// A good order of one segment where the best is out of reach: the most promising sets of finished
/// steps of each size are kept, and all others forgotten.
struct BeamSearch {
  /// Sets kept of each size.
  var width: Int
  /// Most steps looked at, one from each set in which it is ready; fewer sets are kept where that
  /// is not enough, and where one is too many, there is no order.
  var moveLimit: Int

  private struct Node {
    var progress: Progress
    var peak: Int
    /// Index into the log; -1 at the start.
    var last: Int
  }

  /// A node and the step to take from it.
  private struct Move {
    var parent: Int
    var step: Int
    var effect: Segment.Effect
    var peak: Int
    var hash: UInt64
  }

  private struct LogEntry {
    var step: Int
    var previous: Int
  }

  /// - Returns: positions in the segment of an order whose peak is below `ceiling`, or nil.
  func order(_ segment: Segment, below ceiling: Int, isCancelled: () -> Bool) -> [Int]? {
    var log: [LogEntry] = []
    // By number of finished steps.
    var levels = [[Node]](repeating: [], count: segment.count + 1)
    levels[0] = [Node(progress: Progress(segment), peak: 0, last: -1)]
    var movesLeft = moveLimit
    for depth in 0..<segment.count where !levels[depth].isEmpty {
      guard !isCancelled(), movesLeft > 0 else { return nil }
      var nodes = selected(levels[depth])
      let ready = nodes[0].progress.readySteps.count
      let affordable = movesLeft / (segment.count - depth) / max(1, ready)
      nodes = Array(nodes.prefix(max(1, affordable)))
      movesLeft -= nodes.count * ready
      levels[depth] = []
      for move in moves(nodes, segment, below: ceiling) {
        var next = nodes[move.parent]
        next.progress.run(move.step, segment, liveAfter: move.effect.after)
        next.peak = move.peak
        log.append(LogEntry(step: move.step, previous: next.last))
        next.progress.settle(segment, peak: next.peak) { eager in
          log.append(LogEntry(step: eager, previous: log.count - 1))
        }
        next.last = log.count - 1
        levels[next.progress.depth].append(next)
      }
    }
    guard var at = levels[segment.count].min(by: { $0.peak < $1.peak })?.last else { return nil }
    var order: [Int] = []
    while at >= 0 {
      order.append(log[at].step)
      at = log[at].previous
    }
    return order.reversed()
  }

  /// The best different sets: the fewest bytes live first, then the least peak.
  private func selected(_ nodes: [Node]) -> [Node] {
    var seen: Set<UInt64> = []
    let order = nodes.indices.sorted { a, b in
      let (a, b) = (nodes[a], nodes[b])
      return (a.progress.live, a.peak, a.progress.hash) < (b.progress.live, b.peak, b.progress.hash)
    }
    return order.filter { seen.insert(nodes[$0].progress.hash).inserted }.prefix(width)
      .map { nodes[$0] }
  }

  /// The most promising steps from any of the nodes.
  private func moves(_ nodes: [Node], _ segment: Segment, below ceiling: Int) -> [Move] {
    var moves: [Move] = []
    for (index, node) in nodes.enumerated() {
      for step in node.progress.readySteps {
        let effect = segment.effect(of: step, node.progress)
        guard effect.during < ceiling else { continue }
        moves.append(
          Move(
            parent: index, step: step, effect: effect, peak: max(node.peak, effect.during),
            hash: node.progress.hash ^ Progress.key(step)))
      }
    }
    moves.sort {
      ($0.effect.after, $0.peak, $0.hash) < ($1.effect.after, $1.peak, $1.hash)
    }
    var seen: Set<UInt64> = []
    return Array(moves.filter { seen.insert($0.hash).inserted }.prefix(width))
  }
}
