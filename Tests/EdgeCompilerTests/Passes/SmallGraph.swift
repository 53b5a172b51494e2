import EdgeCompiler
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Testing

/// A graph written down node by node.
struct SmallGraph {
  private(set) var graph = Graph(name: "small")
  private var random = SeededGenerator(seed: 1)

  static let half = Quantization(scale: 0.5, zeroPoint: -3)

  mutating func input(_ shape: [Int], _ quantization: Quantization = half) -> TensorID {
    let id = append(Tensor(name: "x", type: TensorType(.int8, shape, quantization)))
    graph.inputs.append(id)
    return id
  }

  /// The node's first result, which has the node's name.
  @discardableResult
  mutating func node(
    _ name: String, _ op: any Operator, _ inputs: [TensorID], _ quantization: Quantization = half
  ) throws -> TensorID {
    let types = try op.outputTypes(for: graph.types(inputs))
    let outputs = types.enumerated().map { index, type in
      append(
        Tensor(
          name: index == 0 ? name : "\(name)\(index)",
          type: TensorType(type.element, type.shape, type.quantization ?? quantization)))
    }
    graph.nodes.append(Node(name: name, op: op, inputs: inputs, outputs: outputs))
    return outputs[0]
  }

  /// Constant int8 of the given values; random ones where there are none.
  mutating func constant(
    _ shape: [Int], _ values: [Int8]? = nil,
    _ quantization: Quantization = Quantization(scale: 0.01, zeroPoint: 0)
  ) -> TensorID {
    let count = shape.reduce(1, *)
    let values = values ?? (0..<count).map { _ in Int8(random.int(-127...127)) }
    return append(
      Tensor(
        name: "c\(graph.tensors.count)", type: TensorType(.int8, shape, quantization),
        contents: .bytes(values.map { UInt8(bitPattern: $0) })))
  }

  /// A bias for weights of scale 0.01 over `half`.
  mutating func bias(_ values: [Int32]) -> TensorID {
    let bytes = values.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    return append(
      Tensor(
        name: "c\(graph.tensors.count)",
        type: TensorType(.int32, [values.count], Quantization(scale: 0.005, zeroPoint: 0)),
        contents: .bytes(bytes)))
  }

  func with(outputs: TensorID...) -> Graph {
    var graph = graph
    graph.outputs = outputs
    return graph
  }

  private mutating func append(_ tensor: Tensor) -> TensorID {
    graph.tensors.append(tensor)
    return TensorID(graph.tensors.count - 1)
  }
}

extension Graph {
  /// What its nodes compute, in order, as a reader would write it: `y = relu(x)`.
  var lines: [String] {
    nodes.map { node in
      let names = { (ids: [TensorID]) in ids.map { self[$0].name }.joined(separator: ", ") }
      let computed = node.inputs.filter { !self[$0].isConstant }
      return "\(names(node.outputs)) = \(type(of: node.op).name)(\(names(computed)))"
    }
  }

  /// The graph after `passes`; it must verify, and give the same bytes for any input.
  func rewritten(_ passes: any Pass..., inputs seeds: Range<UInt64> = 0..<4) throws -> Graph {
    var graph = self
    _ = try Pipeline(passes).run(on: &graph)
    #expect(graph.verify() == [])
    try expectSameBytes(as: graph, seeds: seeds)
    return graph
  }

  /// Compares outputs for random inputs. Buffers of odd sizes are packed at any byte: that is
  /// quick.
  func expectSameBytes(as other: Graph, seeds: Range<UInt64>, _ comment: Comment? = nil) throws {
    let programs = try [self, other].map {
      try Compiler(level: .order, alignment: 1).compile($0, modelSHA256: "").program
    }
    let first = try HostProgram(programs[0])
    let second = try HostProgram(programs[1])
    for seed in seeds {
      let inputs = RandomNetwork.inputs(of: self, seed: seed)
      let (expected, found) = (try first.outputs(for: inputs), try second.outputs(for: inputs))
      #expect(found == expected, comment)
    }
  }
}
