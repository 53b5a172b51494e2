private import HeapModule

/// The least peak, proved: bottleneck best-first search over the sets of finished steps.
///
/// States are expanded in the order of the peak that reaching them takes, so the first complete one
/// is optimal, and whenever the search stops, the peak of the state it stopped at is a proved lower
/// bound. A ready step that leaves no more bytes live than before and whose own need fits the peak
/// is run at once: no order loses by that.
///
/// The steps are cut into runs first (`independentRuns`); each is searched on its own.
package struct BestFirst: Scheduler {
  package static let name = "best-first"

  /// Most states kept for one run of steps; beyond it the best heuristic order serves.
  package var stateLimit: Int

  package init(stateLimit: Int = 1_000_000) { self.stateLimit = stateLimit }

  package func schedule(_ problem: MemoryProblem) -> Schedule {
    let heuristics = [FileOrder().schedule(problem), Greedy().schedule(problem)]
    let fallback = heuristics.reduce(heuristics[0]) { $1.peakBytes < $0.peakBytes ? $1 : $0 }
    guard !fallback.isProved else { return fallback }
    var (order, bound, states) = ([Int](), problem.lowerBoundBytes, 0)
    var before = Set<Int>()
    var isComplete = true
    for run in problem.independentRuns() {
      let segment = Segment(problem, steps: run, before: before)
      var search = SegmentSearch(segment, floor: bound, ceiling: fallback.peakBytes)
      let result = search.run(stateLimit: stateLimit)
      order += result.order.map { run[$0] }
      bound = max(bound, result.bound)
      states += result.states
      isComplete = isComplete && result.order.count == run.count
      before.formUnion(run)
    }
    guard isComplete else {
      return Schedule(problem, order: fallback.order, lowerBoundBytes: bound, states: states)
    }
    return Schedule(problem, order: order, lowerBoundBytes: bound, states: states)
  }
}

/// The search over one segment.
private struct SegmentSearch {
  private struct Entry: Comparable {
    var peak: Int
    var depth: Int
    var state: Int

    static func < (a: Entry, b: Entry) -> Bool {
      (a.peak, b.depth, a.state) < (b.peak, a.depth, b.state)
    }
  }

  private struct Arrival {
    var peak: Int
    var live: Int
    var depth: Int
    var parent: Int
    /// The step taken from the parent; the eager ones after it follow from the peak.
    var step: Int
  }

  private let segment: Segment
  private let floor: Int
  /// A peak some complete order is known to have: what exceeds it is not kept.
  private let ceiling: Int
  private var states: [[UInt64]] = []
  private var arrivals: [Arrival] = []
  private var known: [[UInt64]: Int] = [:]
  private var queue = Heap<Entry>()

  init(_ segment: Segment, floor: Int, ceiling: Int) {
    self.segment = segment
    self.floor = floor
    self.ceiling = ceiling
  }

  /// - Returns: positions in the segment, none when the limit was reached; a proved bound; states.
  mutating func run(stateLimit: Int) -> (order: [Int], bound: Int, states: Int) {
    let start = max(floor, segment.liveBefore)
    let first = settle(segment.emptyState, live: segment.liveBefore, peak: start)
    add(
      first, Arrival(peak: start, live: first.live, depth: first.steps.count, parent: -1, step: -1))
    while let entry = queue.popMin() {
      guard arrivals[entry.state].peak == entry.peak else { continue }
      if arrivals[entry.state].depth == segment.steps.count {
        return (path(to: entry.state), entry.peak, states.count)
      }
      guard states.count < stateLimit else { return ([], entry.peak, states.count) }
      expand(entry)
    }
    return ([], ceiling, states.count)
  }

  private mutating func expand(_ entry: Entry) {
    let state = states[entry.state]
    let arrival = arrivals[entry.state]
    for step in segment.steps.indices where segment.isReady(step, state) {
      let effect = segment.effect(of: step, state, live: arrival.live)
      let peak = max(entry.peak, effect.during)
      guard peak <= ceiling else { continue }
      var next = state
      segment.insert(step, into: &next)
      let settled = settle(next, live: effect.after, peak: peak)
      let depth = arrival.depth + 1 + settled.steps.count
      add(
        settled,
        Arrival(peak: peak, live: settled.live, depth: depth, parent: entry.state, step: step))
    }
  }

  private mutating func add(
    _ settled: (state: [UInt64], live: Int, steps: [Int]), _ arrival: Arrival
  ) {
    if let index = known[settled.state] {
      guard arrival.peak < arrivals[index].peak else { return }
      arrivals[index] = arrival
      queue.insert(Entry(peak: arrival.peak, depth: arrival.depth, state: index))
    } else {
      known[settled.state] = states.count
      queue.insert(Entry(peak: arrival.peak, depth: arrival.depth, state: states.count))
      states.append(settled.state)
      arrivals.append(arrival)
    }
  }

  /// Runs every ready step that costs nothing, until there is none.
  private func settle(_ start: [UInt64], live: Int, peak: Int) -> (
    state: [UInt64], live: Int, steps: [Int]
  ) {
    var (state, live, taken) = (start, live, [Int]())
    var changed = true
    while changed {
      changed = false
      for step in segment.steps.indices where segment.isReady(step, state) {
        let effect = segment.effect(of: step, state, live: live)
        guard effect.after <= live, effect.during <= peak else { continue }
        segment.insert(step, into: &state)
        live = effect.after
        taken.append(step)
        changed = true
      }
    }
    return (state, live, taken)
  }

  /// Replays the arrivals from the start.
  private func path(to last: Int) -> [Int] {
    var chain: [Int] = []
    var at = last
    while at >= 0 {
      chain.append(at)
      at = arrivals[at].parent
    }
    var order: [Int] = []
    var (state, live) = (segment.emptyState, segment.liveBefore)
    for index in chain.reversed() {
      let arrival = arrivals[index]
      if arrival.step >= 0 {
        live = segment.effect(of: arrival.step, state, live: live).after
        segment.insert(arrival.step, into: &state)
        order.append(arrival.step)
      }
      let settled = settle(state, live: live, peak: arrival.peak)
      (state, live) = (settled.state, settled.live)
      order += settled.steps
    }
    return order
  }
}
