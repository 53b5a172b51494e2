/// The least peak, proved: bottleneck best-first search over the sets of finished steps.
///
/// States are expanded in the order of the peak that reaching them takes, so the first complete one
/// is optimal, and whenever the search stops, the peak of the state it stopped at is a proved lower
/// bound. A ready step that leaves no more bytes live than before and whose own need fits the peak
/// is run at once: no order loses by that.
///
/// The steps are cut into runs first (`independentRuns`). Of each run the best order among several
/// heuristics serves until the search finds a better one, and where it ends at its limit.
package struct BestFirst: Scheduler {
  package static let name = "best-first"

  /// Most states kept for one run of steps.
  package var stateLimit: Int
  /// Most work done for one run of steps: for every state expanded, about the square of the number
  /// of steps that are ready in it.
  package var workLimit: Int
  /// Asked now and then; the search ends when it says so, with the best it has.
  package var isCancelled: @Sendable () -> Bool

  package static let usualStates = 400_000
  package static let usualWork = 40_000_000

  package init(
    stateLimit: Int = usualStates, workLimit: Int = usualWork,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.stateLimit = stateLimit
    self.workLimit = workLimit
    self.isCancelled = isCancelled
  }

  package func schedule(_ problem: MemoryProblem) -> Schedule {
    var runs = SegmentedOrder(problem)
    for heuristic in Self.heuristics { runs.improve(by: heuristic.schedule(problem).order) }
    for round in rounds {
      round.improve(problem, &runs)
      guard !runs.isProved, !isCancelled() else { break }
    }
    return Schedule(
      problem, order: runs.order, lowerBoundBytes: runs.lowerBoundBytes, states: runs.states)
  }

  /// Schedulers with the usual limits, with four times these, and so on up to its own: whenever it
  /// is cancelled, all ways to search have had their share.
  private var rounds: [BestFirst] {
    var rounds = [self]
    while rounds[0].workLimit > Self.usualWork {
      var shorter = rounds[0]
      shorter.stateLimit = max(min(stateLimit, Self.usualStates), shorter.stateLimit / 4)
      shorter.workLimit = max(Self.usualWork, shorter.workLimit / 4)
      rounds.insert(shorter, at: 0)
    }
    return rounds
  }

  private func improve(_ problem: MemoryProblem, _ runs: inout SegmentedOrder) {
    for index in runs.segments.indices.sorted(by: { runs.peaks[$0] > runs.peaks[$1] }) {
      search(index, &runs)
    }
    improveWindows(problem, &runs)
  }

  /// A short search, which most runs need no more than; then a good order from a beam, which keeps
  /// a long search from going astray; and where that ends at its limits, a wider beam and
  /// annealing.
  private func search(_ index: Int, _ runs: inout SegmentedOrder) {
    let segment = runs.segments[index]
    for (share, width) in [(16, 32), (1, 256)] {
      guard runs.peaks[index] > runs.lowerBoundBytes else { return }
      var search = BottleneckSearch(
        segment, floor: runs.lowerBoundBytes, ceiling: runs.peaks[index])
      let result = search.run(
        stateLimit: stateLimit / share, workLimit: workLimit / share, isCancelled: isCancelled)
      runs.record(result, at: index)
      guard !result.isComplete, !isCancelled(), stateLimit > 0 else { return }
      if share > 1 { raiseBound(index, &runs) }
      let affordable = max(4, workLimit / 8 / max(1, segment.count * segment.words))
      let beam = BeamSearch(width: min(width, affordable), moveLimit: workLimit / 4)
      runs.improve(
        index,
        by: beam.order(segment, below: runs.peaks[index], isCancelled: isCancelled))
    }
    anneal(index, &runs)
  }

  /// A short time, and a long one where that helps. What windows hold has had its search.
  private func anneal(_ index: Int, _ runs: inout SegmentedOrder) {
    let segment = runs.segments[index]
    guard segment.count > WindowSearch.widest else { return }
    for share in [8, 1] where runs.peaks[index] > runs.lowerBoundBytes {
      let before = runs.peaks[index]
      var annealing = OrderAnnealing(segment, order: runs.orders[index])
      annealing.run(
        workLimit: min(workLimit, segment.count * Self.annealingPerStep) / share,
        isCancelled: isCancelled)
      runs.improve(index, by: annealing.best)
      guard runs.peaks[index] < before else { return }
    }
  }

  private static let annealingPerStep = 40_000

  private func improveWindows(_ problem: MemoryProblem, _ runs: inout SegmentedOrder) {
    guard runs.peaks.contains(where: { $0 > runs.lowerBoundBytes }), stateLimit > 0 else { return }
    var windows = WindowSearch(problem, order: runs.order)
    windows.run(
      floor: runs.lowerBoundBytes, windowLimit: workLimit / 100 / (problem.steps.count + 1),
      isCancelled: isCancelled)
    runs.improve(by: windows.order)
    runs.count(states: windows.states)
  }

  /// Bounds by cuts, of the steps with the most relatives, as far as the work limit goes.
  private func raiseBound(_ index: Int, _ runs: inout SegmentedOrder) {
    let segment = runs.segments[index]
    let flows = workLimit / 40 / (segment.count + 1)
    let relatives = segment.relativeCounts
    let steps = relatives.indices.sorted { (relatives[$1], $0) < (relatives[$0], $1) }
    for step in steps.prefix(flows) where runs.peaks[index] > runs.lowerBoundBytes {
      guard !isCancelled() else { return }
      runs.raiseBound(index, to: segment.leastBytes(during: step))
    }
  }

  private static let heuristics: [any Scheduler] = [
    FileOrder(), Greedy(), ReversePostOrder(), DepthFirst(), BreadthFirst(),
  ]
}

/// Of each independent run of steps the best order known.
private struct SegmentedOrder {
  let segments: [Segment]
  /// By segment, positions in it.
  private(set) var orders: [[Int]]
  private(set) var peaks: [Int]
  private(set) var lowerBoundBytes: Int
  private(set) var states = 0

  init(_ problem: MemoryProblem) {
    segments = Segment.cut(problem, problem.independentRuns())
    orders = segments.map { Array(0..<$0.count) }
    peaks = segments.map { $0.peak(of: Array(0..<$0.count)) }
    lowerBoundBytes = problem.lowerBoundBytes
  }

  var isProved: Bool { peaks.allSatisfy { $0 <= lowerBoundBytes } }

  var order: [Int] {
    zip(segments, orders).flatMap { segment, order in order.map { segment.steps[$0] } }
  }

  /// Takes over the parts of a legal order that are better.
  mutating func improve(by order: [Int]) {
    var rank = [Int](repeating: 0, count: order.count)
    for (position, step) in order.enumerated() { rank[step] = position }
    for index in segments.indices where peaks[index] > lowerBoundBytes {
      let steps = segments[index].steps
      improve(index, by: steps.indices.sorted { rank[steps[$0]] < rank[steps[$1]] })
    }
  }

  mutating func improve(_ index: Int, by order: [Int]?) {
    guard let order else { return }
    let peak = segments[index].peak(of: order)
    if peak < peaks[index] { (orders[index], peaks[index]) = (order, peak) }
  }

  mutating func record(_ result: BottleneckSearch.Result, at index: Int) {
    improve(index, by: result.order)
    lowerBoundBytes = max(lowerBoundBytes, min(result.bound, peaks[index]))
    states += result.states
  }

  mutating func count(states more: Int) { states += more }

  mutating func raiseBound(_ index: Int, to bytes: Int) {
    lowerBoundBytes = max(lowerBoundBytes, min(bytes, peaks[index]))
  }
}

extension Segment {
  /// The most bytes live during any step of a legal order.
  func peak(of order: [Int]) -> Int {
    var (progress, peak) = (Progress(self), 0)
    for step in order {
      let effect = effect(of: step, progress)
      peak = max(peak, effect.during)
      progress.run(step, self, liveAfter: effect.after)
    }
    return peak
  }
}
