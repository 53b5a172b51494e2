import EdgeCompiler
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Testing

/// Layers over whole images, computed a row of the image at a time.
@Suite struct SplittingTests {
  /// A convolution that makes much of little, and a layer that makes little of much.
  private func graph(bias: Bool, axis: Int? = nil) throws -> Graph {
    var small = SmallGraph()
    let x = small.input([1, 12, 10, 1])
    let image = try small.node("image", Conv2D(), [x, small.constant([8, 3, 3, 1])])
    let flat = try small.node("flat", Reshape(shape: [1, -1]), [image])
    let scales = (0..<4).map { Float(0.01) + Float($0) / 300 }
    let weights = small.constant(
      [4, 960], nil,
      axis.map { Quantization(scales: scales, axis: $0) }
        ?? Quantization(scale: 0.01, zeroPoint: 0))
    let biases = bias ? [small.bias([900, -900, 70, 0])] : []
    let y = try small.node(
      "y", FullyConnected(activation: .relu), [flat, weights] + biases,
      Quantization(scale: 4, zeroPoint: -100))
    return small.with(outputs: y)
  }

  @Test(arguments: [(true, nil), (false, nil), (false, 0)])
  func `a layer over an image is running sums, requantised`(bias: Bool, axis: Int?) throws {
    let split = try graph(bias: bias, axis: axis).rewritten(SplitFullyConnected())
    #expect(
      split.lines == [
        "image = conv2d(x)", "y/sums = running_dot(image)", "y = requantize_sums(y/sums)",
      ])
    #expect(try split.macs == graph(bias: bias, axis: axis).macs)
  }

  @Test func `a stream ends in a layer, whose input is never whole`() throws {
    let graph = try graph(bias: true)
    let plan = try Compiler(level: .stream, alignment: 1).compile(graph, modelSHA256: "").plan
    #expect(plan.passes.map(\.pass).contains(SplitFullyConnected.name))
    #expect(plan.arenaBytes < 12 * 10 * 8)
    let whole = try Compiler(level: .rewrite, alignment: 1).compile(graph, modelSHA256: "")
    let streamed = try Compiler(level: .stream, alignment: 1).compile(graph, modelSHA256: "")
    let inputs = RandomNetwork.inputs(of: graph, seed: 7)
    #expect(
      try HostProgram(streamed.program).outputs(for: inputs)
        == HostProgram(whole.program).outputs(for: inputs))
  }

  @Test func `a layer over vectors stays as it is`() throws {
    var small = SmallGraph()
    let x = small.input([2, 30])
    let y = try small.node("y", FullyConnected(), [x, small.constant([4, 30])])
    var graph = small.with(outputs: y)
    #expect(!SplitFullyConnected().run(on: &graph))
  }
}
