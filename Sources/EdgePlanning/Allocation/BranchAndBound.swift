/// Packs into the fewest bytes it can find: first fit in several orders, and where none reaches the
/// bound, a search over canonical placements (`PackingSearch`) for less and less.
///
/// The bound itself is tried, then less than the best known arena in growing steps, each with several
/// orders of preference, with budgets that double: a target that is met lowers the arena, one that
/// is refuted raises the bound. Budgets count placements, never time, so the same items get the
/// same offsets on every machine.
package struct BranchAndBound: Allocator {
  package static let name = "branch-and-bound"

  /// Most placements tried by the search.
  package var nodeLimit: Int
  /// Asked now and then; the search ends when it says so, with the best it has.
  package var isCancelled: @Sendable () -> Bool

  package init(
    nodeLimit: Int = 400_000, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.nodeLimit = nodeLimit
    self.isCancelled = isCancelled
  }

  package func allocate(_ problem: AllocationProblem) -> Allocation {
    let conflicts = Conflicts(problem)
    var best = Self.bestFirstFit(problem, conflicts)
    guard !best.isProved, nodeLimit > 0, let tables = PackingTables(problem, conflicts) else {
      return best
    }
    var descent = Descent(problem, tables, best, isCancelled)
    descent.run(nodeLimit: nodeLimit)
    best = descent.best
    return best
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
      { by { $0.lifetime.count * $0.bytes } },
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
  private let tables: PackingTables
  private let preferences: [PackingPreference]
  private let isCancelled: @Sendable () -> Bool
  /// In units: nothing fits less than this.
  private var bound: Int
  private var nodes = 0
  /// Whether more nodes would change nothing.
  private var isExhausted = false

  init(
    _ problem: AllocationProblem, _ tables: PackingTables, _ start: Allocation,
    _ isCancelled: @escaping @Sendable () -> Bool
  ) {
    self.isCancelled = isCancelled
    self.problem = problem
    self.tables = tables
    best = start
    bound = (start.lowerBoundBytes + tables.unit - 1) / tables.unit
    preferences = PackingPreference.all(problem, tables)
  }

  mutating func run(nodeLimit: Int) {
    var budget = 500 + 2 * problem.items.count
    var isOpen: Bool { bound < arena && nodes < nodeLimit && !isCancelled() }
    while isOpen {
      isExhausted = true
      for preference in preferences where isOpen {
        _ = attempt(bound, preference, budget: min(budget, nodeLimit - nodes))
      }
      for preference in preferences where isOpen {
        var step = 1
        while step > 0, isOpen {
          let target = max(bound, arena - step)
          let isMet = attempt(target, preference, budget: min(budget, nodeLimit - nodes))
          step = isMet ? 2 * step : step / 4
        }
      }
      guard !isExhausted else { return }
      budget *= 2
    }
  }

  private var arena: Int { (best.arenaBytes + tables.unit - 1) / tables.unit }

  /// Whether everything was packed into `target`.
  private mutating func attempt(
    _ target: Int, _ preference: PackingPreference, budget: Int
  ) -> Bool {
    var search = PackingSearch(
      tables, preference: preference, capacity: Int32(target), nodeLimit: budget,
      isCancelled: isCancelled)
    let outcome = search.run()
    nodes += budget - search.nodesLeft
    isExhausted = isExhausted && outcome == .impossible
    switch outcome {
    case .packed:
      best = Allocation(
        problem, offsets: search.offsets.map { Int($0) * tables.unit },
        lowerBoundBytes: best.lowerBoundBytes, nodes: nodes)
    case .impossible where tables.isExact: bound = target + 1
    case .impossible, .outOfNodes: break
    }
    best.nodes = nodes
    best.lowerBoundBytes = min(max(best.lowerBoundBytes, bound * tables.unit), best.arenaBytes)
    return outcome == .packed
  }
}
