import EdgePlanning
import EdgeTestSupport
import Testing

@Suite struct AllocatorTests {
  static let allocators: [any Allocator] = [GreedyBySize(), BranchAndBound(nodeLimit: 100)]

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
}
