import EdgeCompiler
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Testing

@Suite struct RecomputationTests {
  private static let pixels = 8 * 8
  private static let macsOfA = pixels * 4 * 32

  /// `a` is made of little, read before the peak at `c`, and read again behind it.
  private func graph() throws -> Graph {
    var small = SmallGraph()
    let x = small.input([1, 8, 8, 4])
    let a = try small.node("a", Conv2D(), [x, small.constant([32, 1, 1, 4])])
    let b = try small.node("b", Conv2D(), [a, small.constant([4, 1, 1, 32])])
    let c = try small.node("c", Conv2D(), [b, small.constant([48, 3, 3, 4])])
    let d = try small.node("d", Conv2D(), [c, small.constant([4, 3, 3, 48])])
    let both = try small.node("both", Concat(axis: 3), [a, d])
    let y = try small.node("y", Conv2D(), [both, small.constant([4, 1, 1, 36])])
    return small.with(outputs: y)
  }

  private func compiled(_ extraMACs: Int) throws -> Compilation {
    try Compiler(level: .rewrite, alignment: 1, extraMACs: extraMACs)
      .compile(try graph(), modelSHA256: "")
  }

  @Test func `a tensor is computed again instead of kept, and its cost is stated`() throws {
    let (kept, again) = (try compiled(0), try compiled(100))
    #expect(kept.plan.extraMacs == 0)
    #expect(again.plan.extraMacs == Self.macsOfA)
    #expect(again.plan.macs == kept.plan.macs + Self.macsOfA)
    #expect(again.plan.passes.last?.pass == "recomputation")
    #expect(again.plan.arenaBytes <= kept.plan.arenaBytes - Self.pixels * 24)
    let inputs = RandomNetwork.inputs(of: try graph(), seed: 3)
    let run = try #require(try MeasuredRun(HostProgram(again.program), inputs: inputs))
    #expect(try run.outputs == HostProgram(kept.program).outputs(for: inputs))
    #expect(run.measuredPeakBytes == again.plan.arenaBytes)
  }

  @Test func `no more is spent than is permitted`() throws {
    let percent = Self.macsOfA * 100 / (try compiled(0).plan.macs)
    #expect(percent > 0)
    #expect(try compiled(percent).plan.extraMacs == 0)
    #expect(try compiled(percent + 1).plan.extraMacs == Self.macsOfA)
  }
}
