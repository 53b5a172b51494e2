/// Makes an order better where its peak is: some steps around are put into the best order they have
/// between those before and those after, again and again.
package struct WindowSearch {
  private let problem: MemoryProblem
  private let predecessors: [Set<Int>]
  package private(set) var order: [Int]
  private(set) var states = 0

  /// Steps of a window.
  private static let widths = [24, 48, widest]
  static let widest = 96
  private static let statesPerWindow = 6000

  package init(_ problem: MemoryProblem, order: [Int]) {
    self.problem = problem
    self.order = order
    predecessors = problem.predecessorsOfOneAmongEquals()
  }

  /// Until a peak resists, or is not above `floor`, or so many windows have been tried.
  package mutating func run(floor: Int, windowLimit: Int, isCancelled: () -> Bool) {
    var windowsLeft = windowLimit
    while windowsLeft > 0, !isCancelled() {
      let live = Lifetimes(problem, order: order).liveBytes(problem, order: order)
      guard let peak = live.max(), peak > floor, let position = live.firstIndex(of: peak),
        lower(position, below: peak, floor: floor, &windowsLeft)
      else { return }
    }
  }

  /// Whether a window was found in which the steps around `position` need less.
  private mutating func lower(
    _ position: Int, below peak: Int, floor: Int, _ windowsLeft: inout Int
  ) -> Bool {
    for width in Self.widths {
      for part in [2, 4, 1] {
        guard windowsLeft > 0 else { return false }
        windowsLeft -= 1
        let start = max(0, position - width * part / 5)
        let window = start..<min(order.count, start + width)
        let runs = [order[..<start], order[window], order[window.upperBound...]].map { Array($0) }
        let first = start == 0 ? 1 : 0
        let segment = Segment.cut(
          problem, Array(runs[first...]), predecessors: predecessors,
          chosen: 1 - first..<2 - first)[0]
        var search = BottleneckSearch(segment, floor: floor, ceiling: peak)
        let result = search.run(
          stateLimit: Self.statesPerWindow, workLimit: 100 * Self.statesPerWindow,
          isCancelled: { false })
        states += result.states
        guard let better = result.order else { continue }
        order.replaceSubrange(window, with: better.map { segment.steps[$0] })
        return true
      }
    }
    return false
  }
}
