import EdgePlanning
import EdgeTestSupport
import Testing

@Suite struct SchedulerTests {
  @Test func theBestFirstPeakIsTheLeastOfAllOrders() {
    for seed in 0..<300 as Range<UInt64> {
      let problem = MemoryProblem.random(seed: seed)
      let schedule = BestFirst().schedule(problem)
      let oracle = BruteForce(problem)
      #expect(oracle.isLegal(schedule.order), "\(problem.text)")
      #expect(schedule.peakBytes == oracle.leastPeak(), "\(problem.text)")
      #expect(schedule.isProved, "\(problem.text)")
    }
  }

  @Test func noBoundExceedsTheLeastPeakAtAnyStateLimit() {
    for seed in 1000..<1150 as Range<UInt64> {
      let problem = MemoryProblem.random(seed: seed)
      let least = BruteForce(problem).leastPeak()
      let file = FileOrder().schedule(problem)
      for limit in [0, 1, 2, 3, 5, 8] {
        let schedule = BestFirst(stateLimit: limit).schedule(problem)
        #expect(BruteForce(problem).isLegal(schedule.order), "\(limit)\n\(problem.text)")
        #expect(schedule.lowerBoundBytes <= least, "\(limit)\n\(problem.text)")
        #expect(schedule.peakBytes >= least, "\(limit)\n\(problem.text)")
        #expect(schedule.peakBytes <= file.peakBytes, "\(limit)\n\(problem.text)")
        #expect(!schedule.isProved || schedule.peakBytes == least, "\(limit)\n\(problem.text)")
      }
    }
  }

  @Test(
    arguments: [
      FileOrder(), Greedy(), DepthFirst(), BreadthFirst(), ReversePostOrder(), SoftBudget(),
    ]
      as [any Scheduler])
  func heuristicsGiveLegalOrdersAndHonestFigures(scheduler: any Scheduler) {
    for seed in 2000..<2100 as Range<UInt64> {
      let problem = MemoryProblem.random(seed: seed)
      let schedule = scheduler.schedule(problem)
      let oracle = BruteForce(problem)
      #expect(oracle.isLegal(schedule.order), "\(problem.text)")
      #expect(
        schedule.peakBytes == oracle.liveBytes(order: schedule.order).max(), "\(problem.text)")
      #expect(schedule.lowerBoundBytes <= oracle.leastPeak(), "\(problem.text)")
    }
  }

  @Test func aSoftBudgetFindsTheLeastPeakOfSmallProblems() {
    for seed in 4000..<4100 as Range<UInt64> {
      let problem = MemoryProblem.random(seed: seed)
      let schedule = SoftBudget().schedule(problem)
      #expect(schedule.peakBytes == BruteForce(problem).leastPeak(), "\(problem.text)")
      #expect(schedule.isProved, "\(problem.text)")
    }
  }

  @Test func aNarrowSoftBudgetClaimsNothingItDoesNotKnow() {
    for seed in 4100..<4200 as Range<UInt64> {
      let problem = MemoryProblem.random(seed: seed)
      let schedule = SoftBudget(width: 2, attempts: 3).schedule(problem)
      #expect(BruteForce(problem).isLegal(schedule.order), "\(problem.text)")
      #expect(schedule.lowerBoundBytes <= BruteForce(problem).leastPeak(), "\(problem.text)")
    }
  }

  @Test func independentRunsInAnyOrderOfTheirOwnAreLegal() {
    for seed in 3000..<3200 as Range<UInt64> {
      let problem = MemoryProblem.random(seed: seed, steps: 1...9)
      let runs = problem.independentRuns()
      let position = Dictionary(
        uniqueKeysWithValues: runs.enumerated().flatMap { run, steps in steps.map { ($0, run) } })
      #expect(BruteForce(problem).isLegal(runs.flatMap { $0 }), "\(problem.text)")
      for (step, before) in problem.predecessors().enumerated() {
        for other in before {
          #expect(position[other] ?? 0 <= position[step] ?? 0, "\(problem.text)")
        }
      }
    }
  }

  @Test func aChainFallsApartIntoItsSteps() {
    let problem = MemoryProblem(
      """
      in x:1
      a x -> y:1
      b y -> z:1
      c z -> w:1
      out w
      """)
    #expect(problem.independentRuns() == [[0], [1], [2]])
  }

  @Test func finishingOneBranchBeforeTheOtherSavesItsWideTensor() {
    let problem = MemoryProblem(
      """
      in x:1
      a1 x -> a:10
      b1 x -> b:10
      a2 a -> c:1
      b2 b -> d:1
      add c d -> y:1
      out y
      """)
    #expect(FileOrder().schedule(problem).peakBytes == 21)
    let schedule = BestFirst().schedule(problem)
    #expect(schedule.order == [0, 2, 1, 3, 4])
    #expect(schedule.peakBytes == 12)
    #expect(schedule.lowerBoundBytes == 12)
  }

  @Test func aBufferOfSeveralWritersLivesFromTheFirst() {
    let problem = MemoryProblem(
      """
      in x:1
      a x -> wide:8
      b x -> c:3
      d c -> wide
      e wide -> y:1
      out y
      """)
    #expect(BruteForce(problem).leastPeak() == 12)
    #expect(BestFirst().schedule(problem).peakBytes == 12)
  }

  @Test func aProblemWithoutStepsHoldsItsInputs() {
    let problem = MemoryProblem("in x:4 y:3\nout x")
    #expect(BestFirst().schedule(problem).peakBytes == 7)
    #expect(BestFirst().schedule(problem).isProved)
  }

  @Test func cutsRaiseBoundsThatTheShortSearchLeaves() {
    let raised = (0..<200 as Range<UInt64>).filter { seed in
      let problem = MemoryProblem.random(seed: seed)
      return BestFirst(stateLimit: 1).schedule(problem).lowerBoundBytes
        > BestFirst(stateLimit: 0).schedule(problem).lowerBoundBytes
    }
    #expect(raised.count > 20)
  }

  @Test func aWindowOverAllStepsFindsTheLeastPeak() {
    for seed in 5000..<5100 as Range<UInt64> {
      let problem = MemoryProblem.random(seed: seed)
      var windows = WindowSearch(problem, order: problem.randomOrder(seed: seed))
      windows.run(floor: 0, windowLimit: 100) { false }
      #expect(BruteForce(problem).isLegal(windows.order), "\(problem.text)")
      #expect(
        BruteForce(problem).liveBytes(order: windows.order).max()
          == BruteForce(problem).leastPeak(), "\(problem.text)")
    }
  }

  @Test func annealingLowersPeaksOutOfReachOfTheSearch() {
    for seed in 0..<3 as Range<UInt64> {
      let problem = MemoryProblem.entangled(400, seed: seed)
      let oracle = BruteForce(problem)
      let heuristics: [any Scheduler] = [Greedy(), DepthFirst()]
      let known = heuristics.map { $0.schedule(problem).peakBytes }.min() ?? 0
      let scheduler = BestFirst(stateLimit: 1000, workLimit: 6_000_000)
      let schedule = scheduler.schedule(problem)
      #expect(oracle.isLegal(schedule.order), "\(seed)")
      #expect(schedule.peakBytes == oracle.liveBytes(order: schedule.order).max(), "\(seed)")
      #expect(schedule.peakBytes > schedule.lowerBoundBytes, "\(seed)")
      #expect(Double(schedule.peakBytes) < 0.8 * Double(known), "\(seed)")
      #expect(seed > 0 || scheduler.schedule(problem).order == schedule.order)
    }
  }

  /// What is asked as often as the usual search asks, and then says that time is over.
  @Test func searchesWithoutLimitsAreAsFarWhenTheUsualOneEnds() {
    let problem = MemoryProblem.entangled(200, seed: 1)
    let asked = Counter()
    let usual = BestFirst(isCancelled: { asked.isPast(.max) }).schedule(problem)
    let limit = asked.count
    asked.count = 0
    let unlimited = BestFirst(
      stateLimit: 8_000_000, workLimit: .max, isCancelled: { asked.isPast(limit) })
    #expect(limit > 0 && !usual.isProved)
    #expect(unlimited.schedule(problem).peakBytes <= usual.peakBytes)
  }

  @Test func stepsThatAreAlikeNeedNoSearch() {
    let names = (0..<300).map { "t\($0)" }
    let steps = names.map { "s\($0) x -> \($0):5" }.joined(separator: "\n")
    let problem = MemoryProblem(
      "in x:3\n\(steps)\njoin \(names.joined(separator: " ")) -> y:4\nout y")
    let schedule = BestFirst().schedule(problem)
    #expect(problem.independentRuns().count == problem.steps.count)
    #expect(schedule.peakBytes == 1504 && schedule.isProved)
  }
}

private final class Counter: @unchecked Sendable {
  var count = 0

  func isPast(_ limit: Int) -> Bool {
    count += 1
    return count > limit
  }
}
