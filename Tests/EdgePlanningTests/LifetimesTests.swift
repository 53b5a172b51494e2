import EdgePlanning
import EdgeTestSupport
import Testing

@Suite struct LifetimesTests {
  @Test func liveBytesAreWhatIsCountedStepByStep() {
    for seed in 0..<400 as Range<UInt64> {
      let problem = MemoryProblem.random(seed: seed, steps: 1...9)
      let order = problem.randomOrder(seed: seed)
      let lifetimes = Lifetimes(problem, order: order)
      #expect(
        lifetimes.liveBytes(problem, order: order) == BruteForce(problem).liveBytes(order: order),
        "\(problem.text)\n\(order)")
    }
  }

  @Test func anInputLivesFromTheStartAndAnOutputToTheEnd() {
    let problem = MemoryProblem(
      """
      in x:4 unused:9
      a -> t:1
      b x t -> y:2
      c y -> z:3
      out y z
      """)
    let lifetimes = Lifetimes(problem, order: [0, 1, 2])
    #expect(lifetimes.buffers == [0..<2, 0..<1, 0..<2, 1..<3, 2..<3])
    #expect(lifetimes.liveBytes(problem, order: [0, 1, 2]) == [14, 7, 5])
  }

  @Test func aPermittedOverlapSavesWhatItsDistanceLeaves() {
    let problem = MemoryProblem(
      """
      in x:10
      a x -> y:6 over x by 3 upwards
      out y
      """)
    #expect(Lifetimes(problem, order: [0]).liveBytes(problem, order: [0]) == [13])
  }

  @Test func anInputThatLivesOnIsNotSharedAndNeitherIsAnOutput() {
    let problem = MemoryProblem(
      """
      in x:10
      a x -> y:10 over x by 0 upwards
      b x y -> z:1
      out z
      """)
    #expect(Lifetimes(problem, order: [0, 1]).liveBytes(problem, order: [0, 1]) == [20, 21])
    var kept = problem
    kept.steps.removeLast()
    kept.outputs = [BufferID(0), BufferID(1)]
    #expect(Lifetimes(kept, order: [0]).liveBytes(kept, order: [0]) == [20])
  }

  @Test func pairsOfDifferentDirectionsAreNotUsedTogether() {
    let problem = MemoryProblem(
      """
      in a:10 b:9
      s a b -> x:10 y:9 over a by 0 upwards with x over b by 0 downwards with y
      out x y
      """)
    #expect(Lifetimes(problem, order: [0]).liveBytes(problem, order: [0]) == [28])
    #expect(BestFirst().schedule(problem).peakBytes == 28)
  }

  @Test func theChoiceOfPairsSavesTheMost() {
    let problem = MemoryProblem(
      """
      in a:10 b:9
      s a b -> x:10 y:9 over a by 0 upwards with x over a by 0 upwards with y over b by 0 upwards
      out x y
      """)
    #expect(Lifetimes(problem, order: [0]).liveBytes(problem, order: [0]) == [20])
  }
}

extension MemoryProblem {
  /// A legal order picked at random.
  func randomOrder(seed: UInt64) -> [Int] {
    var random = SeededGenerator(seed: seed)
    let predecessors = predecessors()
    var order: [Int] = []
    while order.count < steps.count {
      let ready = steps.indices.filter {
        !order.contains($0) && predecessors[$0].isSubset(of: order)
      }
      guard let step = ready.randomElement(using: &random) else { break }
      order.append(step)
    }
    return order
  }
}
