import EdgeCompiler
import EdgeIR
import EdgeOperators
import EdgeReference
import EdgeTestSupport
import Testing

/// Operators that keep state, against their float meaning, run after run.
@Suite struct StateTests {
  /// An operator of one fed tensor with constants, some of which are variables that start with
  /// zeros.
  struct Case: CustomTestStringConvertible, Sendable {
    var op: any Operator
    var input: TensorType
    var constants: [TensorType]
    var output: Quantization?
    /// By how many of its steps the output may be off.
    var steps: Double
    var testDescription: String { "\(op) of \(input.element) with \(constants.map(\.element))" }
  }

  private static func wide(_ shape: [Int], _ scale: Float) -> TensorType {
    TensorType(.int16, shape, Quantization(scale: scale, zeroPoint: 0))
  }

  private static func bias(_ count: Int, _ scale: Float) -> TensorType {
    TensorType(.int32, [count], Quantization(scale: scale, zeroPoint: 0))
  }

  private static func lstm(timeMajor: Bool, clip: Float = 0) -> Case {
    let weights = Array(repeating: TensorType.quantized([3, 4], 0.01), count: 4)
    let recurrent = Array(repeating: TensorType.quantized([3, 3], 0.008), count: 4)
    let biases = Array(repeating: bias(3, 0.02 * 0.01), count: 4)
    let states = [TensorType.quantized([2, 3], 0.0078125, -3), wide([2, 3], 0x1p-12)]
    return Case(
      op: LSTM(cellClip: clip, timeMajor: timeMajor),
      input: .quantized(timeMajor ? [5, 2, 4] : [2, 5, 4], 0.02, 7),
      constants: weights + recurrent + biases + states, steps: 3)
  }

  static let cases = [
    Case(
      op: SVDF(rank: 2), input: .quantized([2, 9], 0.05, -10),
      constants: [
        .quantized([6, 9], 0.02), wide([6, 4], 0.0001), wide([2, 24], 0.001),
        bias(3, 0.001 * 0.0001),
      ], output: Quantization(scale: 0.5, zeroPoint: 4), steps: 1.1),
    Case(
      op: SVDF(rank: 1), input: .quantized([1, 9], 0.05, -10),
      constants: [
        .quantized([5, 9], 0.005), .quantized([5, 3], 0.01), .quantized([1, 15], 0.2, 9),
      ],
      output: Quantization(scale: 0.3, zeroPoint: 4), steps: 2),
    lstm(timeMajor: false), lstm(timeMajor: true), lstm(timeMajor: false, clip: 0.4),
  ]

  @Test(arguments: cases)
  func `state is kept as in float, rounded`(item: Case) throws {
    let graph = try Self.graph(item)
    #expect(graph.verify() == [])
    let compilation = try Compiler().compile(graph, modelSHA256: "")
    let host = try HostProgram(compilation.program)
    let type = graph[graph.outputs[0]].type
    var (state, reals) = (try host.initialState(), [TensorID: FloatTensor]())
    var random = SeededGenerator(seed: 3)
    var results = Set<[UInt8]>()
    for _ in 0..<6 {
      let input = (0..<item.input.bytes).map { _ in UInt8.random(in: 0...255, using: &random) }
      let output = try host.outputs(for: [input], state: &state)[0]
      reals = FloatInterpreter(graph).run(
        [try #require(item.input.dequantized(input))], after: reals)
      let found = try #require(type.dequantized(output)).values
      let expected = try #require(reals[graph.outputs[0]]).values
      let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
      let steps = Double(worst / (type.quantization?.scales[0] ?? 1))
      #expect(steps <= item.steps, "\(item.testDescription): off by \(steps) steps")
      results.insert(output)
    }
    #expect(results.count == 6)
  }

  private static func graph(_ item: Case) throws -> Graph {
    var graph = try TestGraph(
      item.op, inputs: [item.input], constants: item.constants, output: item.output
    ).graph
    var random = SeededGenerator(seed: 5)
    for index in 1...item.constants.count {
      let type = graph.tensors[index].type
      if Swift.type(of: item.op).variableInputs.contains(index) {
        let zero = type.element == .int8 ? type.quantization?.zeroPoints[0] ?? 0 : 0
        let byte = UInt8(truncatingIfNeeded: zero)
        graph.tensors[index].contents = .bytes(Array(repeating: byte, count: type.bytes))
        graph.tensors[index].isVariable = true
      } else if type.element == .int16 {
        let bytes = (0..<type.bytes).map { _ in UInt8.random(in: 0...255, using: &random) }
        graph.tensors[index].contents = .bytes(bytes)
      }
    }
    return graph
  }
}
