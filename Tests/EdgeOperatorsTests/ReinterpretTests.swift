import EdgeCompiler
import EdgeIR
import EdgeOperators
import Testing

@Suite("Reading integers as other reals")
struct ReinterpretTests {
  private let op = Reinterpret(
    from: .init(scale: 0.5, zeroPoint: 3), to: .init(scale: 2, zeroPoint: -1))
  private let type = TensorType(.int8, [1, 4], Quantization(scale: 0.5, zeroPoint: 3))

  @Test("keeps the integers and their shape")
  func types() throws {
    let expected = TensorType(.int8, [1, 4], Quantization(scale: 2, zeroPoint: -1))
    #expect(try op.outputTypes(for: [type]) == [expected])
    // Integers 3, 5, -1 and 127 before and after.
    let reals = FloatTensor(shape: [1, 4], values: [0, 1, -2, 62])
    #expect(op.reference([reals])[0].values == [8, 12, 0, 256])
  }

  @Test("costs no byte of the arena")
  func view() throws {
    let graph = Graph(
      name: "view",
      tensors: [
        Tensor(name: "x", type: type),
        Tensor(name: "read", type: try op.outputTypes(for: [type])[0]),
        Tensor(name: "y", type: try op.outputTypes(for: [type])[0]),
      ],
      nodes: [
        Node(name: "read", op: op, inputs: [TensorID(0)], outputs: [TensorID(1)]),
        Node(name: "y", op: Maximum(), inputs: [TensorID(1), TensorID(1)], outputs: [TensorID(2)]),
      ], inputs: [TensorID(0)], outputs: [TensorID(2)])
    #expect(graph.verify() == [])
    let compilation = try Compiler(level: .order).compile(graph, modelSHA256: "")
    #expect(compilation.plan.arenaBytes == 8)
    let outputs = try HostProgram(compilation.program).outputs(for: [[3, 5, 255, 127]])
    #expect(outputs == [[3, 5, 255, 127]])
  }

  @Test("names the quantisation it finds, and one its elements can have")
  func errors() throws {
    let other = TensorType(.int8, [1, 4], Quantization(scale: 1, zeroPoint: 3))
    #expect(throws: OperatorError.self) { try op.outputTypes(for: [other]) }
    #expect(throws: OperatorError.self) {
      try op.outputTypes(for: [TensorType(.float32, [1, 4])])
    }
    let outside = Reinterpret(from: op.from, to: .init(scale: 2, zeroPoint: 128))
    let error = #expect(throws: OperatorError.self) { try outside.outputTypes(for: [type]) }
    #expect(
      error.map { "\($0)" }
        == "to: expected a quantization of int8, found scale 2.0, zero point 128")
  }
}
