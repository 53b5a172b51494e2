/// Order and placement together: an order of the least peak first, and where that does not pack
/// into its peak, others of this peak and of higher ones below the arena.
package struct MemoryPlanner: Sendable {
  package var scheduler: BestFirst
  /// Of its nodes the first order gets an eighth, every other one as many as 64 of them can have.
  package var allocator: BranchAndBound
  /// Most orders placed; of many steps, fewer.
  package var orderLimit: Int

  package init(
    scheduler: BestFirst = BestFirst(),
    allocator: BranchAndBound = BranchAndBound(nodeLimit: 200_000), orderLimit: Int = 64
  ) {
    self.scheduler = scheduler
    self.allocator = allocator
    self.orderLimit = orderLimit
  }

  /// - Parameter most: bytes of arena beyond which a layout is of no use: none is searched for
  ///   where nothing less can be expected.
  /// - Returns: the smallest layout found with its schedule, whose bound is that of all orders and
  ///   placements.
  package func plan(
    _ problem: MemoryProblem, within most: Int = .max
  ) -> (schedule: Schedule, layout: Layout) {
    var first = scheduler.schedule(problem)
    first.lowerBoundBytes -= problem.mostUncountedSaving
    // What alignment adds to the peak is not worth a search.
    let least = max(
      first.peakBytes, AllocationRequest(problem, order: first.order).problem.lowerBoundBytes)
    guard least <= most else { return (first, Layout(problem, first, allocator: GreedyBySize())) }
    let layout = Layout(problem, first, allocator: searching(part: 64))
    var best = (schedule: first, layout: layout)
    let affordable = Self.stepsPlaced / (problem.steps.count + 1)
    let orders = min(orderLimit, max(Self.leastOrders, affordable))
    for attempt in 1..<max(orders, 1) {
      guard best.layout.arenaBytes > least, !allocator.isCancelled() else { return best }
      // A higher peak may pack better, as long as it stays below what is known.
      let isLoose = attempt % 2 == 0
      let peak = isLoose ? best.layout.arenaBytes - 1 : first.peakBytes
      var walk = OrderWalk(
        problem, isLoose ? best.schedule.order : first.order, peak: peak, seed: attempt)
      let other = Schedule(
        problem, order: walk.order(), lowerBoundBytes: first.lowerBoundBytes,
        states: first.states)
      let layout = Layout(problem, other, allocator: searching(part: 64))
      if layout.arenaBytes < best.layout.arenaBytes { best = (other, layout) }
    }
    if best.layout.arenaBytes > least {
      let layout = Layout(problem, first, allocator: searching(part: 8))
      if layout.arenaBytes < best.layout.arenaBytes { best = (first, layout) }
    }
    return best
  }

  /// The allocator, with a part of its nodes.
  private func searching(part: Int) -> BranchAndBound {
    BranchAndBound(nodeLimit: allocator.nodeLimit / part, isCancelled: allocator.isCancelled)
  }

  /// Orders placed of problems however large, and steps in all the orders placed of others.
  private static let (leastOrders, stepsPlaced) = (12, 4600)

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

/// Another order within a peak: steps of a known one exchanged with their neighbours at random,
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

  /// Windows of the order, one behind the other, each with one of its steps moved.
  mutating func order() -> [Int] {
    for _ in 0..<Self.sweeps {
      var progress = Progress(segment)
      for start in current.indices {
        let end = min(start + Self.window, current.count)
        var moved = Array(current[start..<end])
        moved.insert(moved.remove(at: random(moved.count)), at: random(moved.count + 1))
        if fits(moved, after: progress) { current.replaceSubrange(start..<end, with: moved) }
        let after = segment.effect(of: current[start], progress).after
        progress.run(current[start], segment, liveAfter: after)
      }
    }
    return current.map { segment.steps[$0] }
  }

  private static let sweeps = 8
  private static let window = 9

  /// Whether these steps may come next, within the peak; what follows them sees no difference.
  private func fits(_ steps: [Int], after progress: Progress) -> Bool {
    var progress = progress
    return steps.allSatisfy { step in
      guard progress.ready[step / 64] >> (step % 64) & 1 != 0 else { return false }
      let effect = segment.effect(of: step, progress)
      progress.run(step, segment, liveAfter: effect.after)
      return effect.during <= peak
    }
  }

  private mutating func random(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
}
