import EdgeFormats
import EdgeIR
import EdgeOperators
import Testing

@Suite("Variables in .tflite files")
struct TFLiteVariableTests {
  private static let type = TensorType(.int8, [1, 4], Quantization(scale: 0.5, zeroPoint: 3))

  /// x → add to what was kept → y, which is kept.
  private func running(start: [UInt8]) -> Graph {
    let type = Self.type
    return Graph(
      name: "running sum",
      tensors: [
        Tensor(name: "x", type: type),
        Tensor(name: "kept", type: type, contents: .bytes(start), isVariable: true),
        Tensor(name: "before", type: type), Tensor(name: "y", type: type),
      ],
      nodes: [
        Node(name: "recall", op: ReadVariable(), inputs: [TensorID(1)], outputs: [TensorID(2)]),
        Node(name: "sum", op: Add(), inputs: [TensorID(0), TensorID(2)], outputs: [TensorID(3)]),
        Node(name: "keep", op: AssignVariable(), inputs: [TensorID(1), TensorID(3)], outputs: []),
      ], inputs: [TensorID(0)], outputs: [TensorID(3)])
  }

  private func written(_ graph: Graph) throws -> TFLiteWriter.File {
    try TFLiteWriter.file(for: graph, from: SourceMap(file: "graph"))
  }

  @Test("have handles, and need no more where they start at their zero point")
  func handles() throws {
    let graph = running(start: [3, 3, 3, 3])
    #expect(graph.verify() == [])
    let file = try written(graph)
    #expect(file.warnings.isEmpty)
    #expect(try SmallTFLite.read(file.bytes).graph.sortedByName == graph.sortedByName)
  }

  @Test("start as a second subgraph says, which leaves no room for an offline plan")
  func start() throws {
    let graph = running(start: [1, 2, 3, 4])
    let file = try written(graph)
    #expect(
      file.warnings.map(\.message) == [
        "without an offline memory plan: TensorFlow Lite Micro takes none beside a subgraph that "
          + "assigns variables what they start with"
      ])
    #expect(try SmallTFLite.read(file.bytes).graph.sortedByName == graph.sortedByName)
  }

  @Test("cannot be both an operand and read by an operator of its own")
  func both() throws {
    var graph = running(start: [3, 3, 3, 3])
    graph.nodes[1].inputs[1] = TensorID(1)
    graph.outputs.append(TensorID(2))
    #expect(graph.verify() == [])
    let error = try #require(throws: ImportError.self) { try written(graph) }
    #expect(
      error.description
        == "error: graph: node \"sum\" (add): variable \"kept\": in a .tflite file it is either read "
        + "and assigned, or an operand; read it first")
  }

  @Test("that are operands keep what they start with, though not in TensorFlow Lite Micro")
  func operands() throws {
    var graph = running(start: [9, 9, 9, 9])
    graph.nodes.removeAll { $0.name != "sum" }
    graph.nodes[0].inputs[1] = TensorID(1)
    graph.tensors.remove(at: 2)
    graph.nodes[0].outputs = [TensorID(2)]
    graph.outputs = [TensorID(2)]
    #expect(graph.verify() == [])
    let file = try written(graph)
    #expect(file.warnings.count == 1)
    #expect(try SmallTFLite.read(file.bytes).graph.sortedByName == graph.sortedByName)
  }
}
