import EdgePlanning
import Testing

@Suite struct MemoryPlannerTests {
  @Test func orderAndPlacementAreTheLeastPeakAndValid() {
    let planner = MemoryPlanner(allocator: BranchAndBound(nodeLimit: 400), orderLimit: 4)
    for seed in 0..<60 as Range<UInt64> {
      let problem = MemoryProblem.random(seed: seed, alignments: [1, 4])
      let (schedule, layout) = planner.plan(problem)
      #expect(schedule.peakBytes == BruteForce(problem).leastPeak(), "\(problem.text)")
      #expect(throws: Never.self, "\(problem.text)\n\(schedule.order)") {
        try layout.verify(problem, order: schedule.order)
      }
    }
  }

  @Test func anotherOrderOfTheSamePeakIsTakenWhereTheFirstDoesNotPack() {
    let planner = MemoryPlanner(allocator: BranchAndBound(nodeLimit: 400))
    let found = (0..<400 as Range<UInt64>).first { seed in
      let problem = MemoryProblem.random(seed: seed, steps: 6...9)
      let order = planner.scheduler.schedule(problem)
      let alone = planner.place(problem, order).layout
      return planner.plan(problem).layout.arenaBytes < alone.arenaBytes
    }
    #expect(found != nil)
  }
}
