import EdgeCompiler
import EdgeIR
import EdgeOperators
import EdgeReference
import EdgeTestSupport
import Testing

/// Every operator's kernel calls against its float meaning.
@Suite struct LoweringTests {
  /// An operator with inputs, and how many steps of the output's scale it may be off.
  struct Case: CustomTestStringConvertible, Sendable {
    var op: any Operator
    var inputs: [TensorType]
    var constants: [TensorType] = []
    var output: Quantization?
    var steps = 1.0
    var testDescription: String { "\(op) of \(inputs.map(\.shape))" }
  }

  private static let image = TensorType.quantized([2, 7, 6, 6], 0.05, -10)
  private static let open = Quantization(scale: 0.6, zeroPoint: 5)

  private static func bias(_ weights: [Float]) -> TensorType {
    TensorType(.int32, [weights.count], Quantization(scales: weights.map { 0.05 * $0 }, axis: 0))
  }

  static let cases: [Case] = [
    Case(
      op: Lookup(
        table: (0..<256).map { Int8(truncatingIfNeeded: $0 * 7) },
        input: Quantization(scale: 0.05, zeroPoint: -10), output: open),
      inputs: [image], steps: 0),
    Case(
      op: Conv2D(stride: Extent2D(2, 1), groups: 2, activation: .relu), inputs: [image],
      constants: [
        TensorType(.int8, [4, 3, 3, 3], Quantization(scales: [0.01, 0.02, 0.03, 0.04], axis: 0)),
        bias([0.01, 0.02, 0.03, 0.04]),
      ], output: open, steps: 1.01),
    Case(
      op: Conv2D(
        dilation: Extent2D(2, 2), padding: .explicit(top: 1, bottom: 2, left: 0, right: 3)),
      inputs: [image], constants: [.quantized([3, 2, 3, 6], 0.02)], output: open, steps: 1.01),
    Case(
      op: DepthwiseConv2D(padding: .valid, multiplier: 2, activation: .relu6), inputs: [image],
      constants: [
        TensorType(
          .int8, [1, 3, 2, 12], Quantization(scales: (1...12).map { 0.01 * Float($0) }, axis: 3)),
        bias((1...12).map { 0.01 * Float($0) }),
      ], output: Quantization(scale: 0.03, zeroPoint: -100), steps: 1.01),
    Case(
      op: FullyConnected(), inputs: [image],
      constants: [.quantized([5, 36], 0.02), bias(Array(repeating: 0.02, count: 5))], output: open,
      steps: 1.01),
    Case(
      op: AveragePool2D(window: Extent2D(3, 3), stride: Extent2D(2, 2), padding: .same),
      inputs: [image]),
    Case(
      op: MaxPool2D(window: Extent2D(2, 3), stride: Extent2D(1, 2), activation: .reluN1To1),
      inputs: [image]),
    Case(
      op: Add(activation: .relu), inputs: [image, .quantized([2, 7, 6, 6], 0.1)], output: open),
    Case(op: Add(), inputs: [image, .quantized([1, 1, 6], 0.1)], output: open),
    Case(
      op: AddN(activation: .relu), inputs: [image, .quantized([2, 7, 6, 6], 0.1), image],
      output: open),
    Case(
      op: AddN(), inputs: Array(repeating: .quantized([4, 5], 0.05, -128), count: 16),
      output: Quantization(scale: 0.9, zeroPoint: -128)),
    Case(op: Mul(), inputs: [image, .quantized([7, 1, 1], 0.1)], output: open),
    Case(op: Concat(axis: -1), inputs: [image, .quantized([2, 7, 6, 1], 0.05, -10)]),
    Case(op: Concat(axis: 1), inputs: [image, .quantized([2, 2, 6, 6], 0.05, -10)]),
    Case(op: Concat(axis: 2), inputs: Array(repeating: image, count: 40)),
    Case(op: Split(axis: 3, count: 3), inputs: [image]),
    Case(op: Split(axis: 0, count: 2), inputs: [image]),
    Case(op: Pad(padding: [[0, 0], [1, 2], [0, 3], [2, 0]]), inputs: [image]),
    Case(op: Softmax(beta: 0.7), inputs: [.quantized([3, 9], 0.3, 4)]),
    Case(
      op: Softmax(element: .int16), inputs: [.quantized([3, 9], 0.3, 4)],
      output: Quantization(scale: 1 / 65536, zeroPoint: -32768), steps: 3),
    Case(op: Mean(), inputs: [image], output: Quantization(scale: 0.02, zeroPoint: 3)),
    Case(op: Mean(keepDimensions: true), inputs: [image], output: image.quantization),
    Case(op: ReLU(), inputs: [image], output: Quantization(scale: 0.03, zeroPoint: -120)),
    Case(op: ReLU6(), inputs: [image], output: image.quantization),
    Case(op: ReLU6(), inputs: [image], output: Quantization(scale: 0.03, zeroPoint: -120)),
    Case(op: Requantize(), inputs: [image], output: open),
    Case(op: Reshape(shape: [4, -1]), inputs: [image]),
  ]

  @Test(arguments: cases + arithmetic + movements)
  func `int8 is the float meaning, rounded`(item: Case) throws {
    try check(item, isVaried: true)
  }

  func check(_ item: Case, isVaried: Bool) throws {
    let graph = try TestGraph(
      item.op, inputs: item.inputs, constants: item.constants, output: item.output
    ).graph
    #expect(graph.verify() == [])
    var random = SeededGenerator(seed: 7)
    let inputs = item.inputs.map { type in
      (0..<type.bytes).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
    let compilation = try Compiler().compile(graph, modelSHA256: "")
    let outputs = try HostProgram(compilation.program).outputs(for: inputs)
    let reals = FloatInterpreter(graph).run(
      zip(item.inputs, inputs).compactMap { $0.dequantized($1) })
    for (id, bytes) in zip(graph.outputs, outputs) {
      let scale = graph[id].type.quantization?.scales.first ?? 0
      let found = try #require(graph[id].type.dequantized(bytes)?.values)
      let expected = try #require(reals[id]?.values)
      #expect(found.count == expected.count)
      let worst = zip(found, expected).map { abs(Double($0 - $1)) }.max() ?? .infinity
      #expect(
        worst <= item.steps * Double(scale), "\(item.testDescription): off by \(worst)")
      #expect(Set(found).count > 1 || !isVaried, "a constant result shows nothing")
    }
  }
}
