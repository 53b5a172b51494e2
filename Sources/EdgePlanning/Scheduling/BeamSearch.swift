/// A good order of one segment where the best is out of reach: the most promising sets of finished
/// steps of each size are kept, and all others forgotten.
struct BeamSearch {
  /// Sets kept of each size.
  var width = 64

  private struct Node {
    var progress: Progress
    var peak: Int
    /// Index into the log; -1 at the start.
    var last: Int
  }

  private struct LogEntry {
    var step: Int
    var previous: Int
  }

  /// - Returns: positions in the segment of an order whose peak is below `ceiling`, or nil.
  func order(_ segment: Segment, below ceiling: Int) -> [Int]? {
    var log: [LogEntry] = []
    // By number of finished steps.
    var levels = [[Node]](repeating: [], count: segment.count + 1)
    levels[0] = [Node(progress: Progress(segment), peak: 0, last: -1)]
    for depth in 0..<segment.count {
      for node in selected(levels[depth]) {
        for step in node.progress.readySteps {
          let effect = segment.effect(of: step, node.progress)
          guard effect.during < ceiling else { continue }
          var next = node
          next.progress.run(step, segment, liveAfter: effect.after)
          next.peak = max(node.peak, effect.during)
          log.append(LogEntry(step: step, previous: node.last))
          for eager in next.progress.settle(segment, peak: next.peak) {
            log.append(LogEntry(step: eager, previous: log.count - 1))
          }
          next.last = log.count - 1
          levels[next.progress.depth].append(next)
        }
      }
      levels[depth] = []
    }
    guard var at = levels[segment.count].min(by: { $0.peak < $1.peak })?.last else { return nil }
    var order: [Int] = []
    while at >= 0 {
      order.append(log[at].step)
      at = log[at].previous
    }
    return order.reversed()
  }

  /// The best different sets: the least peak first, then the fewest bytes live.
  private func selected(_ nodes: [Node]) -> ArraySlice<Node> {
    let sorted = nodes.sorted {
      ($0.progress.live, $0.peak, $0.progress.hash) < ($1.progress.live, $1.peak, $1.progress.hash)
    }
    var seen: Set<UInt64> = []
    return sorted.filter { seen.insert($0.progress.hash).inserted }.prefix(width)
  }
}
