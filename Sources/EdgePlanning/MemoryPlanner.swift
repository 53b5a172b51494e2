/// Order and placement together: the least peak first, and where its order does not pack into that
/// peak, other orders that have it too.
package struct MemoryPlanner: Sendable {
  package var scheduler: BestFirst
  package var allocator: BranchAndBound
  /// Most orders placed.
  package var orderLimit: Int

  package init(
    scheduler: BestFirst = BestFirst(), allocator: BranchAndBound = BranchAndBound(),
    orderLimit: Int = 24
  ) {
    self.scheduler = scheduler
    self.allocator = allocator
    self.orderLimit = orderLimit
  }

  /// - Returns: a schedule of the least peak found, and the smallest layout among those of its
  ///   orders that were placed. The schedule's bound is one of arenas, too.
  package func plan(_ problem: MemoryProblem) -> (schedule: Schedule, layout: Layout) {
    var schedule = scheduler.schedule(problem)
    schedule.lowerBoundBytes -= problem.mostUncountedSaving
    let first = place(problem, schedule).layout
    guard first.arenaBytes > schedule.peakBytes else { return (schedule, first) }
    var best = (schedule: schedule, layout: first)
    let quick = BranchAndBound(
      nodeLimit: allocator.nodeLimit / 8, isCancelled: allocator.isCancelled)
    for attempt in 1..<max(orderLimit, 1) {
      guard best.layout.arenaBytes > schedule.peakBytes, !allocator.isCancelled() else { break }
      var walk = OrderWalk(problem, schedule.order, peak: schedule.peakBytes, seed: attempt)
      let order = walk.order()
      let other = Schedule(
        problem, order: order, lowerBoundBytes: schedule.lowerBoundBytes,
        states: schedule.states)
      guard other.peakBytes <= schedule.peakBytes else { continue }
      let layout = Layout(problem, other, allocator: quick)
      if layout.arenaBytes < best.layout.arenaBytes { best = (other, layout) }
    }
    return best
  }

  /// - Returns: the schedule as it is, and its layout.
  package func place(
    _ problem: MemoryProblem, _ schedule: Schedule
  ) -> (schedule: Schedule, layout: Layout) {
    (schedule, Layout(problem, schedule, allocator: allocator))
  }
}

extension MemoryProblem {
  /// Bytes that an output over several inputs at once may save beyond the pair that is counted.
  ///
  /// Of the inputs that lie in one output, stacked from the least distance *d* on, only that one
  /// with this distance matters unless it ends below the output.
  fileprivate var mostUncountedSaving: Int {
    steps.reduce(0) { most, step in
      Overlap.Direction.allCases.reduce(most) { most, direction in
        let overlaps = step.overlaps.filter { $0.direction == direction }
        let groups = Dictionary(grouping: overlaps, by: \.output).values
        return max(most, groups.reduce(0) { $0 + mostUncountedSaving($1) })
      }
    }
  }

  private func mostUncountedSaving(_ overlaps: [Overlap]) -> Int {
    guard Set(overlaps.map(\.input)).count > 1 else { return 0 }
    return overlaps.reduce(0) { most, overlap in
      max(most, self[overlap.output].bytes - overlap.distance - self[overlap.input].bytes)
    }
  }
}

/// Another order of the same peak: steps of a known one exchanged with their neighbours at random,
/// as far as edges and peak allow.
private struct OrderWalk {
  private let segment: Segment
  private let peak: Int
  private var current: [Int]
  private var state: UInt64

  init(_ problem: MemoryProblem, _ order: [Int], peak: Int, seed: Int) {
    segment = Segment.cut(problem, [order])[0]
    self.peak = peak
    current = Array(order.indices)
    state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
  }

  mutating func order() -> [Int] {
    let count = current.count
    guard count > 1 else { return current.map { segment.steps[$0] } }
    for _ in 0..<8 * min(count, 200) {
      let from = random(count)
      let to = max(0, min(count - 1, from + random(9) - 4))
      var moved = current
      moved.insert(moved.remove(at: from), at: to)
      if isLegal(moved), segment.peak(of: moved) <= peak { current = moved }
    }
    return current.map { segment.steps[$0] }
  }

  private func isLegal(_ order: [Int]) -> Bool {
    var isDone = [Bool](repeating: false, count: order.count)
    for step in order {
      guard segment.predecessors[step].allSatisfy({ isDone[Int($0)] }) else { return false }
      isDone[step] = true
    }
    return true
  }

  private mutating func random(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
}
