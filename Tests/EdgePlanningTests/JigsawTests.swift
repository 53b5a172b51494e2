import EdgePlanning
import EdgeTestSupport
import Testing

/// Packings that leave little or nothing free.
@Suite struct JigsawTests {
  /// By the definition.
  private func accepts(_ problem: AllocationProblem, _ allocation: Allocation) -> Bool {
    let rectangles = zip(problem.items, allocation.offsets).map {
      (time: $0.lifetime, bytes: $1..<$1 + $0.bytes, isAligned: $1 % $0.alignment == 0)
    }
    return rectangles.indices.allSatisfy { index in
      let a = rectangles[index]
      return a.isAligned && a.bytes.lowerBound >= 0 && a.bytes.upperBound <= allocation.arenaBytes
        && rectangles[..<index].allSatisfy {
          !$0.time.overlaps(a.time) || !$0.bytes.overlaps(a.bytes)
        }
    }
  }

  private func expectPerfect(_ problem: AllocationProblem, nodeLimit: Int, _ seed: UInt64) {
    let allocation = BranchAndBound(nodeLimit: nodeLimit).allocate(problem)
    #expect(allocation.isProved, "\(seed)")
    #expect(allocation.arenaBytes == problem.lowerBoundBytes, "\(seed)")
    #expect(accepts(problem, allocation), "\(seed)")
  }

  @Test(arguments: [220, 300])
  func aRectangleCutIntoPiecesIsPutTogetherAgain(count: Int) {
    for seed in 0..<20 as Range<UInt64> {
      expectPerfect(.pieces(count, seed: seed), nodeLimit: 20_000, seed)
    }
  }

  @Test func soIsOneOfWhichPiecesAreMissing() {
    for seed in 0..<10 as Range<UInt64> {
      expectPerfect(.pieces(300, seed: seed, lost: 4), nodeLimit: 100_000, seed)
    }
  }

  @Test func soIsOneWithPiecesThatNoCutParts() {
    for seed in 0..<10 as Range<UInt64> {
      expectPerfect(.pieces(220, seed: seed, wheels: 4), nodeLimit: 20_000, seed)
    }
  }

  @Test func alignedPiecesStayAligned() {
    for seed in 0..<10 as Range<UInt64> {
      var problem = AllocationProblem.pieces(150, seed: seed)
      for index in problem.items.indices {
        problem.items[index].bytes *= 16
        problem.items[index].alignment = index % 2 == 0 ? 16 : 4
      }
      expectPerfect(problem, nodeLimit: 20_000, seed)
    }
  }

  @Test func fewPiecesTakeNoMoreThanTheyNeed() {
    for seed in 0..<300 as Range<UInt64> {
      let problem = AllocationProblem.pieces(
        6, seed: seed, time: 8, bytes: 8, wheels: 2, lost: Int(seed % 3))
      let allocation = BranchAndBound(nodeLimit: 3000).allocate(problem)
      #expect(problem.accepts(allocation.offsets), "\(seed)")
      #expect(allocation.arenaBytes == problem.leastArena(), "\(seed)")
    }
  }

  @Test func neighboursThatAreNoneCostNothing() {
    for seed in 0..<100 as Range<UInt64> {
      let problem = AllocationProblem.pieces(
        60, seed: seed, time: 12, bytes: 40, wheels: 3, lost: Int(seed % 30))
      let allocation = BranchAndBound(nodeLimit: 2000).allocate(problem)
      #expect(accepts(problem, allocation), "\(seed)")
      #expect(allocation.arenaBytes >= problem.lowerBoundBytes, "\(seed)")
      #expect(allocation.arenaBytes <= GreedyBySize().allocate(problem).arenaBytes, "\(seed)")
      #expect(BranchAndBound(nodeLimit: 2000).allocate(problem) == allocation, "\(seed)")
    }
  }

  @Test(arguments: [5000, 20_000])
  func manyItemsArePackedOnAStackThatEnds(count: Int) {
    var random = SeededGenerator(seed: 1)
    let items = (0..<count).map { _ in
      let start = random.int(0...100_000)
      return AllocationItem(
        bytes: 16 * random.int(1...4000), lifetime: start..<start + random.int(1...400))
    }
    let problem = AllocationProblem(items: items)
    let allocation = BranchAndBound(nodeLimit: 20_000).allocate(problem)
    #expect(allocation.offsets.count == count)
    #expect(allocation.arenaBytes < problem.lowerBoundBytes * 11 / 10)
  }
}
