import EdgePlanning
import EdgeTestSupport
import Testing

@Suite struct MemoryPlannerTests {
  @Test func thePeakIsTheLeastUnlessAnotherPacksBetter() {
    let planner = MemoryPlanner(allocator: BranchAndBound(nodeLimit: 400), orderLimit: 4)
    for seed in 0..<60 as Range<UInt64> {
      let problem = MemoryProblem.random(seed: seed, alignments: [1, 4])
      let (schedule, layout) = planner.plan(problem)
      let least = BruteForce(problem).leastPeak()
      #expect(schedule.lowerBoundBytes <= least, "\(problem.text)")
      #expect(schedule.peakBytes == least || layout.arenaBytes > least, "\(problem.text)")
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

  @Test func noOrderAndPlacementNeedsLessThanTheBound() {
    let planner = MemoryPlanner(allocator: BranchAndBound(nodeLimit: 2000))
    for seed in 0..<250 as Range<UInt64> {
      let problem = MemoryProblem.small(seed: seed)
      let least = BruteForce(problem).leastArena()
      let (schedule, layout) = planner.plan(problem)
      #expect(schedule.lowerBoundBytes <= least, "\(problem.text)")
      #expect(layout.arenaBytes >= least, "\(problem.text)")
    }
  }

  @Test func anOutputOverTwoInputsNeedsLessThanPairsOfThemCount() {
    let problem = MemoryProblem(
      """
      in a:10 b:10
      join a b -> y:20 over a by 0 upwards over b by 0 upwards
      out y
      """)
    let (schedule, layout) = MemoryPlanner().plan(problem)
    #expect(schedule.peakBytes == 30)
    #expect(layout.arenaBytes == 20)
    #expect(schedule.lowerBoundBytes <= 20)
    #expect(throws: Never.self) { try layout.verify(problem, order: schedule.order) }
  }

  @Test func anOutputMayLieOverAnInputWrittenInParts() {
    let problem = MemoryProblem(
      """
      in x:4
      left x -> wide:16
      right x -> wide
      shrink wide -> y:8 over wide by 2 upwards
      grow y -> parts:12 over y by 6 downwards
      more -> parts
      out parts
      """)
    let (schedule, layout) = MemoryPlanner().plan(problem)
    #expect(schedule.peakBytes == 20)
    #expect(layout.arenaBytes == 20)
    #expect(throws: Never.self) { try layout.verify(problem, order: schedule.order) }
  }
}

extension MemoryProblem {
  /// Two inputs joined, and what follows: few bytes, so that all placements can be tried.
  fileprivate static func small(seed: UInt64) -> MemoryProblem {
    var random = SeededGenerator(seed: seed)
    func overlaps(_ inputs: [String]) -> String {
      inputs.flatMap { input in
        ["upwards", "downwards"].filter { _ in random.oneIn(2) }.map {
          " over \(input) by \(random.int(0...4)) \($0)"
        }
      }.joined()
    }
    return MemoryProblem(
      """
      in a:\(random.int(1...5)) b:\(random.int(1...5))
      join a b -> c:\(random.int(1...9))\(overlaps(["a", "b"]))
      next c -> d:\(random.int(1...6))\(overlaps(["c"]))
      \(random.oneIn(2) ? "side a -> e:\(random.int(1...3))" : "last d -> e:2")
      out d e
      """)
  }
}
