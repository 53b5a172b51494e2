import EdgeCompiler
import EdgeIR
import EdgeOperators
import EdgeReference
import Testing

@Suite struct VariableTests {
  private static let type = TensorType(.int8, [1, 2], Quantization(scale: 1, zeroPoint: 0))

  /// `kept = variable; sum = kept + x; variable = sum`, which starts with 1 and 2.
  private static func accumulator() -> Graph {
    let id = TensorID.init
    return Graph(
      name: "accumulator",
      tensors: [
        Tensor(name: "x", type: type),
        Tensor(name: "variable", type: type, contents: .bytes([1, 2]), isVariable: true),
        Tensor(name: "kept", type: type), Tensor(name: "sum", type: type),
      ],
      nodes: [
        Node(name: "kept", op: ReadVariable(), inputs: [id(1)], outputs: [id(2)]),
        Node(name: "sum", op: Add(), inputs: [id(2), id(0)], outputs: [id(3)]),
        Node(name: "assign", op: AssignVariable(), inputs: [id(1), id(3)], outputs: []),
      ], inputs: [id(0)], outputs: [id(2), id(3)])
  }

  @Test(arguments: Level.allCases)
  func `a variable keeps from run to run what is written to it`(level: Level) throws {
    let graph = Self.accumulator()
    #expect(graph.verify() == [])
    let compilation = try Compiler(level: level).compile(graph, modelSHA256: "")
    #expect(compilation.plan.stateBytes == 2 && compilation.plan.weightsBytes == 0)
    let host = try HostProgram(compilation.program)
    var state = try host.initialState()
    #expect(state == [1, 2])
    #expect(try host.outputs(for: [[10, 20]], state: &state) == [[1, 2], [11, 22]])
    #expect(try host.outputs(for: [[5, 5]], state: &state) == [[11, 22], [16, 27]])
    #expect(state == [16, 27])
  }

  @Test func `its float meaning keeps it as well`() {
    let interpreter = FloatInterpreter(Self.accumulator())
    let first = interpreter.run([FloatTensor(shape: [1, 2], values: [10, 20])])
    let second = interpreter.run([FloatTensor(shape: [1, 2], values: [5, 5])], after: first)
    #expect(second[TensorID(2)]?.values == [11, 22])
    #expect(second[TensorID(3)]?.values == [16, 27])
    #expect(second[TensorID(1)]?.values == [16, 27])
  }

  @Test func `only a variable can be assigned to`() {
    var graph = Self.accumulator()
    graph.tensors[1].isVariable = false
    #expect(graph.verify().map(\.cause) == [.operator(.notVariable(input: 0))])
  }

  @Test func `a variable is assigned what is of its type`() {
    var graph = Self.accumulator()
    graph.tensors[1].type.quantization = Quantization(scale: 2, zeroPoint: 0)
    #expect(graph.verify().contains { $0.subject == .node(2) })
  }
}
