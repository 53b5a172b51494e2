/// Packs what jigsaws leave: of some with small budgets, the more the less they leave; then of one
/// with the larger part of what all searches may take.
struct JigsawSearch {
  private let problem: AllocationProblem
  private let nodeLimit: Int
  private let isCancelled: @Sendable () -> Bool
  /// Counts the nodes of all searches.
  private(set) var best: Allocation

  private static let mostAttempts = 16
  /// In all attempts.
  private static let mostItems = 8000
  /// Of the last search, which leaves some of a limit of time to that of the items themselves.
  private static let mostNodes = 2_000_000
  /// The most bits that chance adds, from one pair of attempts to the next.
  private static let noises = [0, 4.0, 1, 2]

  init(
    _ problem: AllocationProblem, _ start: Allocation, nodeLimit: Int,
    isCancelled: @escaping @Sendable () -> Bool
  ) {
    self.problem = problem
    self.nodeLimit = nodeLimit
    self.isCancelled = isCancelled
    best = start
  }

  mutating func run() {
    guard Jigsaw.suits(problem) else { return }
    var (attempt, attempts) = (0, 1)
    while attempt < attempts, isOpen {
      let rest = Jigsaw(
        problem, isFilled: attempt % 2 == 0,
        noise: Self.noises[attempt / 2 % Self.noises.count], seed: attempt
      ).rest
      // With hardly anything put together the search has not become easier.
      guard rest.count <= problem.items.count * 2 / 3 else { return }
      pack(rest, nodeLimit: min(2000 + 10 * rest.count, nodeLimit / 32))
      let most = min(Self.mostAttempts, Self.mostItems / problem.items.count)
      attempts = min(most, 2 * problem.items.count / rest.count)
      attempt += 1
    }
    guard isOpen else { return }
    let jigsaw = Jigsaw(problem, isFilled: false, noise: 0, seed: 0)
    pack(jigsaw.rest, nodeLimit: min((nodeLimit - best.nodes) / 5 * 3, Self.mostNodes))
  }

  private var isOpen: Bool { !best.isProved && best.nodes < nodeLimit && !isCancelled() }

  private mutating func pack(_ blocks: [Jigsaw.Block], nodeLimit: Int) {
    let rest = AllocationProblem(
      items: blocks.map { AllocationItem(bytes: $0.bytes, lifetime: $0.lifetime) })
    let packed = BranchAndBound.packed(rest, nodeLimit: nodeLimit, isCancelled: isCancelled)
    let nodes = best.nodes + packed.nodes
    if packed.arenaBytes < best.arenaBytes {
      var offsets = best.offsets
      for (block, offset) in zip(blocks, packed.offsets) {
        for part in block.parts { offsets[part.index] = offset + part.offset }
      }
      best = Allocation(problem, offsets: offsets, lowerBoundBytes: best.lowerBoundBytes)
    }
    best.nodes = nodes
  }
}
