import EdgePlanning
import EdgeTestSupport
import Testing

@Suite struct AllocatorTests {
  static let allocators: [any Allocator] = [GreedyBySize(), BranchAndBound(nodeLimit: 300)]

  @Test(arguments: allocators)
  func everyLayoutPassesTheCheckerAndKeepsItsBound(allocator: any Allocator) {
    for seed in 0..<200 as Range<UInt64> {
      let problem = MemoryProblem.random(seed: seed, steps: 1...9, alignments: [1, 4, 8])
      let order = problem.randomOrder(seed: seed)
      let schedule = Schedule(problem, order: order, lowerBoundBytes: 0)
      let layout = Layout(problem, schedule, allocator: allocator)
      #expect(throws: Never.self, "\(problem.text)\n\(order)") {
        try layout.verify(problem, order: order)
      }
      #expect(layout.arenaBytes >= layout.lowerBoundBytes, "\(problem.text)\n\(order)")
      let greedy = Layout(problem, schedule, allocator: GreedyBySize())
      #expect(layout.arenaBytes <= greedy.arenaBytes, "\(problem.text)\n\(order)")
    }
  }

  @Test(arguments: allocators)
  func gapsWindowsFixedOffsetsAndOverlapsAreHonoured(allocator: any Allocator) {
    for seed in 0..<300 as Range<UInt64> {
      let problem = AllocationProblem.random(seed: seed, items: 1...12)
      let allocation = allocator.allocate(problem)
      #expect(problem.accepts(allocation.offsets), "\(seed) \(problem) \(allocation)")
      #expect(allocation.arenaBytes >= allocation.lowerBoundBytes, "\(seed)")
    }
  }

  @Test func theSearchFindsTheSmallestArenaOfFewItems() {
    for seed in 0..<60 as Range<UInt64> {
      let problem = AllocationProblem.random(seed: seed, items: 1...4, isPlain: true)
      let allocation = BranchAndBound(nodeLimit: 3000).allocate(problem)
      #expect(allocation.arenaBytes == problem.leastArena(), "\(seed) \(problem)")
      #expect(allocation.isProved, "\(seed) \(problem)")
    }
  }

  @Test func noBoundExceedsTheSmallestArenaAndOverlapsAreUsed() {
    for seed in 500..<2000 as Range<UInt64> {
      let problem = AllocationProblem.random(seed: seed, items: 1...4)
      let least = problem.leastArena()
      for nodeLimit in [0, 5, 1000] {
        let allocation = BranchAndBound(nodeLimit: nodeLimit).allocate(problem)
        #expect(allocation.lowerBoundBytes <= least, "\(seed) \(problem)")
        #expect(allocation.arenaBytes >= least, "\(seed) \(problem)")
      }
    }
  }

  @Test func withOverlapsTheSearchFindsTheSmallestArenaOfFewItems() {
    var proofs = 0
    for seed in 800..<1800 as Range<UInt64> {
      let problem = AllocationProblem.random(seed: seed, items: 2...5)
      guard problem.items.allSatisfy(\.gaps.isEmpty), !problem.sharings.isEmpty else { continue }
      let allocation = BranchAndBound(nodeLimit: 3000).allocate(problem)
      #expect(problem.accepts(allocation.offsets), "\(seed) \(problem)")
      #expect(allocation.arenaBytes == problem.leastArena(), "\(seed) \(problem)")
      proofs += allocation.isProved ? 1 : 0
    }
    #expect(proofs > 0)
  }

  @Test func outputsCreepDownOverTheInputsTheyMayOverwrite() {
    let problem = AllocationProblem(
      items: (0..<4).map { AllocationItem(bytes: 10, lifetime: $0..<$0 + 2) },
      sharings: (0..<3).map {
        .init(
          input: $0, output: $0 + 1, distance: 3, direction: $0 == 1 ? .downwards : .upwards)
      })
    let allocation = BranchAndBound().allocate(problem)
    #expect(allocation.arenaBytes == 13)
    #expect(allocation.isProved)
  }

  @Test func paddingCountsInTheBound() {
    let items = [5, 6, 7].map { AllocationItem(bytes: $0, alignment: 4, lifetime: 0..<1) }
    let allocation = BranchAndBound().allocate(AllocationProblem(items: items))
    #expect(AllocationProblem(items: items).lowerBoundBytes == 21)
    #expect(allocation.arenaBytes == 21)
  }

  @Test func paddingOfItemsThatLiveElsewhereIsNotTakenOffTheBound() {
    let items = [
      AllocationItem(bytes: 5, alignment: 4, lifetime: 0..<1),
      AllocationItem(bytes: 8, alignment: 4, lifetime: 1..<2),
      AllocationItem(bytes: 12, alignment: 4, lifetime: 1..<2),
    ]
    #expect(AllocationProblem(items: items).lowerBoundBytes == 20)
  }

  @Test func aDistanceCountsInTheBoundInMultiplesOfTheAlignment() {
    let items = (0..<2).map { AllocationItem(bytes: 16, alignment: 4, lifetime: $0..<$0 + 2) }
    let sharings = MemoryProblem.Overlap.Direction.allCases.map {
      AllocationProblem.Sharing(input: 0, output: 1, distance: 3, direction: $0)
    }
    #expect(AllocationProblem(items: items, sharings: sharings).lowerBoundBytes == 20)
  }

  @Test func inTheBoundOneOutputOnlyLiesOverAnInput() {
    let items = [0..<2, 1..<3, 1..<3].map { AllocationItem(bytes: 10, lifetime: $0) }
    let problem = AllocationProblem(
      items: items,
      sharings: [1, 2].map { .init(input: 0, output: $0, distance: 0, direction: .upwards) })
    #expect(problem.lowerBoundBytes == 20)
    #expect(BranchAndBound().allocate(problem).arenaBytes == 20)
  }

  @Test func theSameItemsGetTheSameOffsets() {
    let problem = AllocationProblem.random(seed: 7, items: 30...30)
    let allocator = BranchAndBound(nodeLimit: 3000)
    #expect(allocator.allocate(problem) == allocator.allocate(problem))
  }

  @Test func aCancelledSearchKeepsWhatItHas() {
    let problem = AllocationProblem.random(seed: 9, items: 30...30)
    let allocation = BranchAndBound(isCancelled: { true }).allocate(problem)
    #expect(problem.accepts(allocation.offsets))
    #expect(allocation.nodes == 0)
  }
}
