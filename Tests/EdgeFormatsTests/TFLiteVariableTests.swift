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

  /// VAR_HANDLE, READ_VARIABLE and ASSIGN_VARIABLE around the small model's first operator, and a
  /// CALL_ONCE in front of them all.
  private var small: SmallTFLite {
    var small = SmallTFLite()
    let kept = SmallTFLite.quantization([0.5], [3])
    small.tensors[0][0] = .int32s([1, 4, 4, 2])
    small.tensors += [
      [0: .int32s([]), 1: .int8(13), 3: .string("kept")],
      SmallTFLite.tensor("before", [1, 4, 4, 2], quantization: kept),
    ]
    small.codes += [
      SmallTFLite.code(142, version: 1), SmallTFLite.code(143, version: 1),
      SmallTFLite.code(144, version: 1), SmallTFLite.code(129, version: 1),
    ]
    let name: FlatTable = [1: .string("kept")]
    small.operators[0] = SmallTFLite.op(
      0, [10, 1, 2], [3], 1, [0: .int8(0), 1: .int32(1), 2: .int32(1)])
    small.operators.insert(
      contentsOf: [
        SmallTFLite.op(8, [], [], 103, [0: .int32(1)]), SmallTFLite.op(5, [], [9], 111, name),
        SmallTFLite.op(6, [9], [10], 112, [:]), SmallTFLite.op(7, [9, 0], [], 113, [:]),
      ], at: 0)
    small.otherSubgraphs = [initializer([0: .int32s([1, 4, 4, 2])], buffer: 4)]
    small.buffers.append([0: .bytes(Array(repeating: 5, count: 32))])
    return small
  }

  private func initializer(_ fields: [Int: FlatValue], buffer: UInt32) -> FlatTable {
    var value = SmallTFLite.tensor(
      "start", [1, 4, 4, 2], buffer: buffer, quantization: SmallTFLite.quantization([0.5], [3]))
    for (field, content) in fields { value[field] = content }
    return [
      0: .tables([[0: .int32s([]), 1: .int8(13), 3: .string("handle")], value]),
      1: .int32s([]), 2: .int32s([]),
      3: .tables([
        SmallTFLite.op(5, [], [0], 111, [1: .string("kept")]),
        SmallTFLite.op(7, [0, 1], [], 113, [:]),
      ]), 4: .string("start"),
    ]
  }

  @Test("are one tensor where a file has handles, and start as its initializer says")
  func handlesOfFiles() throws {
    let graph = try SmallTFLite.read(small.file.bytes).graph
    let kept = try #require(graph.tensors.first { $0.name == "kept" })
    #expect(kept.isVariable)
    #expect(kept.contents == .bytes(Array(repeating: 5, count: 32)))
    #expect(
      graph.nodes.prefix(3).map { Swift.type(of: $0.op).name } == [
        "read_variable", "assign_variable", "conv2d",
      ])
    var once = small
    once.operators.removeFirst()
    once.otherSubgraphs = []
    let zeros = try SmallTFLite.read(once.file.bytes).graph.tensors.first { $0.name == "kept" }
    #expect(zeros?.contents == .bytes(Array(repeating: 3, count: 32)))
  }

  @Test(
    "of two handles are one variable where names agree up to their first NUL, else two",
    arguments: [("kept", 1), ("another", 2), ("kept\0another", 1)])
  func sharedNames(name: String, count: Int) throws {
    var small = small
    small.tensors.append([0: .int32s([]), 1: .int8(13), 3: .string("other")])
    small.operators.insert(SmallTFLite.op(5, [], [11], 111, [1: .string(name)]), at: 2)
    small.operators[4] = SmallTFLite.op(7, [11, 0], [], 113, [:])
    let graph = try SmallTFLite.read(small.file.bytes).graph
    #expect(graph.tensors.count { $0.isVariable } == count)
  }

  private func refusal(_ small: SmallTFLite) throws -> ImportError {
    try #require(throws: ImportError.self) { try SmallTFLite.read(small.file.bytes) }
  }

  @Test("are refused where an initializer calls itself, or nothing")
  func initializers() throws {
    var itself = small
    itself.operators[0] = SmallTFLite.op(8, [], [], 103, [0: .int32(0)])
    let error = try refusal(itself)
    #expect(error.exitCode == 65)
    #expect(
      error.description.contains(
        "operator 0 (CALL_ONCE): expected another subgraph, found the caller's"))
    var nothing = small
    nothing.operators[0] = SmallTFLite.op(8, [], [], 103, [0: .int32(7)])
    #expect(try refusal(nothing).description.contains("expected one of 2 subgraphs, found 7"))
  }

  @Test("are refused where an initializer computes, comes late, or is of another shape")
  func initializerContents() throws {
    var computes = small
    computes.otherSubgraphs = [initializer([:], buffer: 0)]
    let error = try refusal(computes)
    #expect(error.exitCode == 69)
    #expect(error.description.contains("VAR_HANDLE and ASSIGN_VARIABLE of constants"))
    var late = small
    late.operators.swapAt(0, 2)
    #expect(try refusal(late).description.contains("computes initializers before variables"))
    var shape = small
    shape.otherSubgraphs = [initializer([0: .int32s([1, 32])], buffer: 4)]
    #expect(try refusal(shape).description.contains("before the first run"))
  }

  @Test("are refused where what is assigned is of another type, or they are read without a handle")
  func types() throws {
    var other = small
    other.operators[3] = SmallTFLite.op(7, [9, 3], [], 113, [:])
    #expect(try refusal(other).exitCode == 65)
    var none = small
    none.operators[2] = SmallTFLite.op(6, [0], [10], 112, [:])
    none.operators.remove(at: 3)
    let graph = try? SmallTFLite.read(none.file.bytes).graph
    #expect(graph?.tensors.contains { $0.isVariable } != true)
  }
}
