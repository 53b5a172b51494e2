/// Packs into the fewest bytes it can find: first fit in several orders, and where none reaches the
/// bound, a search over canonical placements (`PackingSearch`) for less and less: first of blocks
/// of items that seem to belong together (`Jigsaw`), then of the items.
///
/// The bound itself is tried, and targets between it and the best known arena, each with several
/// orders of preference that change with what fails, with growing budgets: a target that is met
/// lowers the arena, one that is refuted raises the bound. Budgets count placements, never time, so
/// the same items get the same offsets on every machine.
package struct BranchAndBound: Allocator {
  package static let name = "branch-and-bound"

  /// Most placements tried by the search.
  package var nodeLimit: Int
  /// Asked now and then; the search ends when it says so, with the best it has.
  package var isCancelled: @Sendable () -> Bool

  package init(
    nodeLimit: Int = 600_000, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.nodeLimit = nodeLimit
    self.isCancelled = isCancelled
  }

  package func allocate(_ problem: AllocationProblem) -> Allocation {
    Self.packed(problem, nodeLimit: nodeLimit, isCancelled: isCancelled) { start in
      var search = JigsawSearch(problem, start, nodeLimit: nodeLimit, isCancelled: isCancelled)
      search.run()
      return search.best
    }
  }

  /// - Parameter improved: something better than first fit, before the search.
  static func packed(
    _ problem: AllocationProblem, nodeLimit: Int, isCancelled: @escaping @Sendable () -> Bool,
    improved: (Allocation) -> Allocation = { $0 }
  ) -> Allocation {
    let conflicts = Conflicts(problem)
    var best = bestFirstFit(problem, conflicts)
    guard !best.isProved, nodeLimit > 0 else { return best }
    best = improved(best)
    guard !best.isProved, var descent = Descent(problem, conflicts, best, isCancelled)
    else { return best }
    descent.run(nodeLimit: nodeLimit)
    return descent.best
  }

  private static func bestFirstFit(
    _ problem: AllocationProblem, _ conflicts: Conflicts
  ) -> Allocation {
    let firstFit = FirstFit(problem, conflicts)
    let bound = problem.lowerBoundBytes
    let items = problem.items
    func by(_ key: (AllocationItem) -> Int) -> [Int] {
      items.indices.sorted { (key(items[$1]), $0) < (key(items[$0]), $1) }
    }
    let orders: [() -> [Int]] = [
      { by { $0.lifetime.count } },
      { by(\.area) },
      { by { -$0.lifetime.lowerBound } },
      { by { $0.lifetime.upperBound } },
    ]
    var best = Allocation(
      problem, offsets: firstFit.offsets(order: GreedyBySize.order(items)), lowerBoundBytes: bound)
    for order in orders where !best.isProved {
      let candidate = Allocation(
        problem, offsets: firstFit.offsets(order: order()), lowerBoundBytes: bound)
      if candidate.arenaBytes < best.arenaBytes { best = candidate }
    }
    return best
  }
}

/// The closing in of arena and bound on one another.
private struct Descent {
  private(set) var best: Allocation
  private let problem: AllocationProblem
  private let conflicts: Conflicts
  /// By contest; nil until two of its pairs have been packed for different ones.
  private var directions: [MemoryProblem.Overlap.Direction?]
  private var tables: PackingTables
  private let preferences: [PackingPreference]
  private let isCancelled: @Sendable () -> Bool
  /// In units: nothing fits less than this.
  private var bound: Int
  private var nodes: Int
  private var nodeLimit = 0
  /// Whether contests are decided for the direction that seems worse.
  private var isContrary = false
  /// Whether more nodes would change nothing.
  private var isExhausted = false

  /// The search calls itself for every item, on a stack that ends.
  private static let mostItems = 5000

  /// Nil where there is too much to search.
  init?(
    _ problem: AllocationProblem, _ conflicts: Conflicts, _ start: Allocation,
    _ isCancelled: @escaping @Sendable () -> Bool
  ) {
    guard problem.items.count <= Self.mostItems else { return nil }
    directions = Array(repeating: nil, count: conflicts.contests.count)
    guard let tables = PackingTables(problem, conflicts, directions) else { return nil }
    self.isCancelled = isCancelled
    self.problem = problem
    self.conflicts = conflicts
    self.tables = tables
    best = start
    nodes = start.nodes
    bound = (start.lowerBoundBytes + tables.unit - 1) / tables.unit
    preferences = PackingPreference.all(problem, tables)
  }

  /// Every rule once; then short searches that learn from those before them, and between them a
  /// long one now and then.
  mutating func run(nodeLimit: Int) {
    self.nodeLimit = nodeLimit
    let start = 500 + 2 * problem.items.count
    var budget = start
    var pupils = Self.pupils.map {
      PackingLessons(preferences[$0.preference], tables, $0.style)
    }
    var round = 0
    while isOpen {
      isExhausted = true
      if round == 0 || isContrary { tryRules(budget: budget) }
      if round % Self.roundsPerScan == 0 {
        let rule = Self.firstScanned + round / Self.roundsPerScan
        scan(preferences[rule % preferences.count], budget: budget / 2)
      }
      for (index, pupil) in Self.pupils.enumerated() where round % pupil.period == 0 {
        for _ in 0..<(round < Self.earlyRounds ? pupil.early : 1) where isOpen {
          let budget = grown(start, times: pupil.period * pupils[index].count)
          _ = attempt(target(pupil), &pupils[index], budget: pupil.effort * budget)
        }
      }
      if round % Self.roundsPerLongSearch == Self.roundsPerLongSearch - 1 {
        let preference = preferences[round / Self.roundsPerLongSearch % preferences.count]
        _ = attempt(bound, preference, budget: nodes)
      }
      guard !isExhausted || hasDecided && !isContrary else { return }
      if hasDecided { reconsider() }
      round += 1
      budget = grown(start, times: round)
    }
  }

  private func grown(_ budget: Int, times: Int) -> Int {
    (0..<times).reduce(budget) { budget, _ in min(budget + budget / 16, nodeLimit) }
  }

  /// A series of searches of which each learns from those before it.
  private struct Pupil {
    /// Where it begins: an index into `preferences`.
    var preference: Int
    var style: PackingLessons.Style
    /// How far its target lies below the arena, by a power of two; 0 for the bound.
    var shift: Int
    /// Searches in each of the first rounds; in others it makes one.
    var early = 1
    /// Budgets it takes at a time, and rounds from one time to the next.
    var effort = 1
    var period = 1
  }

  /// Of many tried, those that packed the most of MiniMalloc's challenging instances.
  private static let pupils = [
    Pupil(preference: 1, style: .init(sections: 1, items: 0, memory: 0.8), shift: 0, early: 4),
    Pupil(preference: 3, style: .init(sections: 1, items: 0, memory: 0.8), shift: 0),
    Pupil(preference: 0, style: .init(sections: 3, items: 1, memory: 0.95), shift: 0, effort: 3),
    Pupil(preference: 5, style: .init(sections: 0.3, items: 1, memory: 0.8), shift: 0),
    Pupil(preference: 5, style: .init(sections: 0.3, items: 1, memory: 0.8), shift: 3, period: 2),
    Pupil(preference: 8, style: .init(sections: 1, items: 0, memory: 0.8), shift: 2, period: 2),
    Pupil(preference: 1, style: .init(sections: 0.3, items: 1, memory: 0.8), shift: 2, period: 2),
    Pupil(preference: 9, style: .init(sections: 1, items: 0, memory: 0.8), shift: 4, period: 2),
  ]

  private static let earlyRounds = 3
  private static let roundsPerLongSearch = 6
  private static let roundsPerScan = 4
  /// Index of the rule that packs most with next to no backtracking.
  private static let firstScanned = 5

  /// What fails at one target often succeeds at a lower one, where other branches end early.
  private func target(_ pupil: Pupil) -> Int {
    pupil.shift == 0 ? bound : max(bound, arena - max(1, (arena - bound) >> pupil.shift))
  }

  private mutating func tryRules(budget: Int) {
    for preference in preferences where isOpen {
      _ = attempt(bound, preference, budget: budget)
    }
    gallop(budget: budget)
  }

  /// Targets all the way down to the bound, with a budget that hardly allows for a mistake.
  private mutating func scan(_ preference: PackingPreference, budget: Int) {
    let step = max(1, (arena - bound) / 32)
    var target = arena - step
    while target > bound, isOpen {
      _ = attempt(target, preference, budget: budget)
      target = min(target, arena) - step
    }
  }

  private var isOpen: Bool { bound < arena && nodes < nodeLimit && !isCancelled() }

  /// Less and less, in steps that grow while they succeed.
  private mutating func gallop(budget: Int) {
    for preference in preferences {
      var step = 1
      while step > 0, isOpen {
        let isMet = attempt(max(bound, arena - step), preference, budget: budget)
        step = isMet ? 2 * step : step / 4
      }
    }
  }

  private var arena: Int { (best.arenaBytes + tables.unit - 1) / tables.unit }

  private mutating func attempt(
    _ target: Int, _ lessons: inout PackingLessons, budget: Int
  ) -> Bool {
    attempt(target, lessons.preference(tables), budget: budget) { lessons.learn(from: $0) }
  }

  /// Whether everything was packed into `target`.
  private mutating func attempt(
    _ target: Int, _ preference: PackingPreference, budget: Int,
    learn: (PackingSearch) -> Void = { _ in }
  ) -> Bool {
    let budget = min(budget, nodeLimit - nodes)
    var search = PackingSearch(
      tables, preference: preference, capacity: Int32(target), nodeLimit: budget,
      isCancelled: isCancelled)
    let outcome = search.run()
    nodes += budget - search.nodesLeft
    learn(search)
    if outcome == .packed, decideDirections(search.offsets) {
      return attempt(target, preference, budget: budget, learn: learn)
    }
    isExhausted = isExhausted && outcome == .impossible
    switch outcome {
    case .packed:
      let offsets = search.offsets.map { Int($0) * tables.unit }
      best = Allocation(
        problem, offsets: offsets, lowerBoundBytes: best.lowerBoundBytes, nodes: nodes)
    case .impossible where tables.isExact: bound = target + 1
    case .impossible, .outOfNodes: break
    }
    best.nodes = nodes
    best.lowerBoundBytes = min(max(best.lowerBoundBytes, bound * tables.unit), best.arenaBytes)
    return outcome == .packed
  }

  /// Decides the contests whose pairs were packed for different directions; whether there are any.
  private mutating func decideDirections(_ offsets: [Int32]) -> Bool {
    let offsets = offsets.map { Int($0) * tables.unit }
    var isChanged = false
    for contest in directions.indices where directions[contest] == nil {
      guard conflicts.directions(of: contest, offsets).isEmpty else { continue }
      let preferred = conflicts.preferredDirection(of: contest, offsets)
      directions[contest] = isContrary == (preferred == .upwards) ? .downwards : .upwards
      isChanged = true
    }
    if isChanged { tables = PackingTables(problem, conflicts, directions) ?? tables }
    return isChanged
  }

  private var hasDecided: Bool { directions.contains { $0 != nil } }

  /// Opens all contests again, to decide them the other way.
  private mutating func reconsider() {
    directions = Array(repeating: nil, count: directions.count)
    isContrary.toggle()
    tables = PackingTables(problem, conflicts, directions) ?? tables
  }
}
