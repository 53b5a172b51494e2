import EdgePlanning
import Testing

/// One step reads `x` (10 bytes) and writes `y`; what the checker says of their offsets.
@Suite struct PermittedOverlapTests {
  private func isAccepted(
    _ text: String, x: Int, y: Int, others: [(name: String, offset: Int)] = []
  ) -> Bool {
    let problem = MemoryProblem(text)
    let order = Array(problem.steps.indices)
    let lifetimes = Lifetimes(problem, order: order)
    let offsets = [("x", x), ("y", y)] + others.map { ($0.name, $0.offset) }
    let placements = problem.buffers.enumerated().compactMap { index, buffer in
      let offset = offsets.first { $0.0 == buffer.name }?.1 ?? 100
      return lifetimes.buffers[index].map {
        Layout.Placement(
          occupant: .buffer(BufferID(index)), lifetime: $0, bytes: offset..<offset + buffer.bytes)
      }
    }
    let layout = Layout(
      placements: placements, arenaBytes: placements.map(\.bytes.upperBound).max() ?? 0,
      lowerBoundBytes: 0)
    return (try? layout.verify(problem, order: order)) != nil
  }

  @Test func upwardsTheOutputStartsTheDistanceBelowTheInput() {
    let text = "in x:10\na x -> y:8 over x by 3 upwards\nout y"
    #expect(isAccepted(text, x: 3, y: 0))
    #expect(!isAccepted(text, x: 2, y: 0))
    #expect(isAccepted(text, x: 5, y: 0))
    #expect(!isAccepted(text, x: 0, y: 9))
    #expect(isAccepted(text, x: 0, y: 10))
  }

  @Test func downwardsTheOutputEndsTheDistanceAboveTheInput() {
    let text = "in x:10\na x -> y:8 over x by 3 downwards\nout y"
    #expect(isAccepted(text, x: 0, y: 5))
    #expect(!isAccepted(text, x: 0, y: 4))
    #expect(isAccepted(text, x: 0, y: 7))
    #expect(!isAccepted(text, x: 7, y: 0))
    #expect(isAccepted(text, x: 8, y: 0))
  }

  @Test func withoutPermissionNoByteIsShared() {
    let text = "in x:10\na x -> y:8\nout y"
    #expect(!isAccepted(text, x: 7, y: 0))
    #expect(isAccepted(text, x: 8, y: 0))
  }

  @Test func anInputThatIsStillNeededIsNotOverwritten() {
    let text = """
      in x:10
      a x -> y:8 over x by 3 upwards
      b x y -> z:1
      out z
      """
    #expect(!isAccepted(text, x: 3, y: 0))
    #expect(isAccepted(text, x: 8, y: 0))
  }

  @Test func anOutputOfTheProblemIsNotOverwritten() {
    #expect(!isAccepted("in x:10\na x -> y:8 over x by 0 upwards\nout x y", x: 0, y: 0))
  }

  @Test func anInputOfTheProblemIsNotBornAtTheStepThatWritesIt() {
    #expect(!isAccepted("in x:10 y:8\na x -> y over x by 0 upwards\nout y", x: 0, y: 0))
  }

  @Test func aBufferWrittenBeforeIsNotBornAtTheSecondStepThatWritesIt() {
    let text = """
      in x:10
      a -> y:8
      b x -> y over x by 0 upwards
      out y
      """
    #expect(!isAccepted(text, x: 0, y: 0))
  }

  @Test func thePermissionNamesBothBuffers() {
    let text = """
      in x:10
      in x:10 w:10
      a x w -> y:8 over w by 0 upwards
      out y
      """
    #expect(!isAccepted(text, x: 0, y: 0, others: [("w", 20)]))
    #expect(isAccepted(text, x: 20, y: 0, others: [("w", 0)]))
  }

  @Test func oneStepRunsItsRowsInOneDirectionOnly() {
    let text = """
      in x:10 w:10
      a x w -> y:10 over x by 2 upwards over x by 2 downwards over w by 2 %
      out y
      """
    let (upwards, downwards) = ("upwards", "downwards")
    let isLegal = { (direction: String, x: Int, w: Int) in
      self.isAccepted(
        text.replacing("%", with: direction), x: x, y: 10, others: [("w", w)])
    }
    // `y` lies over the end of one input and the start of the other.
    #expect(!isLegal(upwards, 2, 12))
    #expect(!isLegal(downwards, 12, 2))
    #expect(isLegal(upwards, 0, 12))
    #expect(isLegal(downwards, 20, 2))
    // Over one of them only, every direction will do that it permits.
    #expect(isLegal(upwards, 12, 22))
    #expect(isLegal(downwards, 8, 22))
  }

  @Test func whatTheCheckerSaysOfBothDirectionsNamesTheStep() {
    let problem = MemoryProblem(
      "in x:10 w:10\na x w -> y:10 over x by 2 downwards over w by 2 upwards\nout y")
    let offsets = [2, 12, 10]
    let layout = Layout(
      placements: offsets.enumerated().map {
        .init(occupant: .buffer(BufferID($0)), lifetime: 0..<1, bytes: $1..<$1 + 10)
      }, arenaBytes: 22, lowerBoundBytes: 0)
    #expect(throws: LayoutError.bothDirections(step: 0)) {
      try layout.verify(problem, order: [0])
    }
  }
}
