import EdgeCompiler
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Testing

@Suite struct PartialConvolutionTests {
  /// A convolution that makes 4 channels of 6 parts of 16: 16 bytes of sums a pixel instead of 96.
  private func graph(bias: Bool, stride: Int, perChannel: Bool, output: Bool = false) throws
    -> Graph
  {
    var small = SmallGraph()
    let x = small.input([1, 9, 7, 4])
    let parts = try (0..<6).map { part in
      try small.node("part\(part)", Conv2D(), [x, small.constant([16, 3, 3, 4])])
    }
    let whole = try small.node("whole", Concat(axis: 3), parts)
    let scales = (0..<4).map { Float(0.01) + Float($0) / 300 }
    let weights = small.constant(
      [4, 3, 3, 96], nil,
      perChannel
        ? Quantization(scales: scales, axis: 0) : Quantization(scale: 0.01, zeroPoint: 0))
    let op = Conv2D(stride: Extent2D(stride, 1), activation: .relu)
    let y = try small.node(
      "y", op, [whole, weights] + (bias ? [small.bias([900, -900, 70, 0])] : []),
      Quantization(scale: 4, zeroPoint: -100))
    return output ? small.with(outputs: whole, y) : small.with(outputs: y)
  }

  @Test(arguments: [(true, 1, false), (false, 1, true), (false, 2, false)])
  func `parts are taken one by one where their sums need less than they do together`(
    bias: Bool, stride: Int, perChannel: Bool
  ) throws {
    let graph = try graph(bias: bias, stride: stride, perChannel: perChannel)
    let plain = try Compiler(level: .order).compile(graph, modelSHA256: "")
    let partial = try Compiler(level: .rewrite, alignment: 1).compile(graph, modelSHA256: "")
    #expect(partial.plan.passes.map(\.pass).contains("partial convolution"))
    #expect(partial.plan.arenaBytes < 9 * 7 * 6 * 16)
    #expect(partial.plan.macs == plain.plan.macs)
    let input = RandomNetwork.inputs(of: graph, seed: 5)
    let run = try #require(try MeasuredRun(HostProgram(partial.program), inputs: input))
    #expect(try run.outputs == HostProgram(plain.program).outputs(for: input))
    #expect(run.measuredPeakBytes == partial.plan.arenaBytes)
  }

  @Test func `parts that have to be there anyway are taken together`() throws {
    let graph = try graph(bias: true, stride: 1, perChannel: false, output: true)
    let plan = try Compiler(level: .rewrite).compile(graph, modelSHA256: "").plan
    #expect(!plan.passes.map(\.pass).contains("partial convolution"))
  }

  @Test func `streams are no larger than those of the convolution as it was`() throws {
    let graph = try graph(bias: true, stride: 1, perChannel: false)
    let plan = try Compiler(level: .stream, alignment: 1).compile(graph, modelSHA256: "").plan
    let whole = try Compiler(level: .rewrite, alignment: 1).compile(graph, modelSHA256: "").plan
    #expect(plan.arenaBytes <= whole.arenaBytes)
  }
}
