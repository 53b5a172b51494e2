import EdgeCompiler
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Testing

/// Streams whose members compute several rows at a time.
@Suite struct BandTests {
  /// Images with few channels beside such with many.
  private func chain(_ small: inout SmallGraph, from x: TensorID, channels: Int) throws -> Graph {
    var last = x
    for (name, wide) in [("a", 6), ("b", 1), ("c", 6), ("d", 1)] {
      let read = small.graph[last].type.shape[3]
      let weights = small.constant([wide * channels, 3, 3, read])
      last = try small.node(name, Conv2D(padding: .same), [last, weights])
    }
    return small.with(outputs: last)
  }

  private func outputs(_ compilation: Compilation, _ inputs: [[UInt8]]) throws -> [[UInt8]] {
    let host = try HostProgram(compilation.program)
    let measured = try MeasuredRun(host, inputs: inputs)
    #expect(measured?.measuredPeakBytes == compilation.plan.arenaBytes)
    return try host.outputs(for: inputs, paint: 0x5a)
  }

  @Test func `room for more rows makes a plan faster, not its bytes different`() throws {
    var small = SmallGraph()
    let x = small.input([1, 40, 8, 4])
    let graph = try chain(&small, from: x, channels: 4)
    let inputs = RandomNetwork.inputs(of: graph, seed: 3)
    let least = try Compiler(level: .stream, alignment: 1).compile(graph, modelSHA256: "")
    #expect(least.plan.streams.contains { $0.members.count > 1 })
    let expected = try outputs(least, inputs)
    var estimate = least.plan.timeEstimate
    for eighths in 9...12 {
      let budget = least.plan.arenaBytes * eighths / 8
      let roomy = try Compiler(level: .stream, alignment: 1, budgetBytes: budget)
        .compile(graph, modelSHA256: "")
      #expect(roomy.plan.arenaBytes <= budget && roomy.plan.timeEstimate <= estimate)
      estimate = roomy.plan.timeEstimate
      #expect(try outputs(roomy, inputs) == expected)
      guard eighths == 12 else { continue }
      #expect(roomy.plan.streams.flatMap(\.bands).contains { $0 > 1 })
      #expect(estimate < least.plan.timeEstimate)
    }
  }

  /// Rows 25 to 31 of the input are there, though no window covers them.
  @Test func `a stream's block holds the rows of its input that nothing reads`() throws {
    var small = SmallGraph()
    let x = small.input([1, 32, 8, 16])
    let thinned = try small.node(
      "thinned", Conv2D(stride: Extent2D(8, 1), padding: .valid),
      [x, small.constant([16, 1, 1, 16])])
    let graph = try chain(&small, from: thinned, channels: 16)
    let inputs = RandomNetwork.inputs(of: graph, seed: 4)
    let plain = try Compiler(level: .order).compile(graph, modelSHA256: "")
    let streamed = try Compiler(level: .stream, alignment: 1).compile(graph, modelSHA256: "")
    #expect(streamed.plan.arenaBytes >= 32 * 8 * 16)
    #expect(try outputs(streamed, inputs) == outputs(plain, inputs))
  }

  /// Rows of 10 bytes lie anywhere; a reader that sees both as one of 20 wants them in one piece.
  @Test func `a tensor that is read in other rows than it is written in is not held in pieces`()
    throws
  {
    var small = SmallGraph()
    let x = small.input([1, 8, 8, 3])
    let stem = try small.node("stem", Conv2D(), [x, small.constant([5, 3, 3, 3])])
    let deep = try small.node(
      "deep", DepthwiseConv2D(stride: Extent2D(2, 2)), [stem, small.constant([1, 3, 3, 5])])
    let pooled = try small.node(
      "pooled", MaxPool2D(window: Extent2D(2, 2), stride: Extent2D(2, 2)), [deep])
    let flat = try small.node("flat", Reshape(shape: [1, 20]), [pooled])
    let logits = try small.node(
      "logits", FullyConnected(), [flat, small.constant([4, 20])],
      Quantization(scale: 4, zeroPoint: 0))
    let graph = small.with(outputs: logits)
    let inputs = RandomNetwork.inputs(of: graph, seed: 5)
    let plain = try Compiler(level: .order).compile(graph, modelSHA256: "")
    let streamed = try Compiler(level: .stream, alignment: 1).compile(graph, modelSHA256: "")
    #expect(try outputs(streamed, inputs) == outputs(plain, inputs))
  }
}
