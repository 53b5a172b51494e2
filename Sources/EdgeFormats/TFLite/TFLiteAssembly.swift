internal import EdgeIR

/// Puts converted operators together: the tensors they use, and nothing else, in order of use.
struct TFLiteAssembly {
  private let subgraph: TFLiteSubgraph
  private var names: TFLiteNames
  private var tensors: [Tensor] = []
  private var ids: [TFLiteMapping.Operand: TensorID] = [:]
  private var placed: Set<Int> = []
  private var variableBytes = 0
  private(set) var errors: [TFLiteError] = []

  init(_ subgraph: TFLiteSubgraph) {
    self.subgraph = subgraph
    names = subgraph.usedNames
  }

  /// - Parameters:
  ///   - mappings: of operators, by index.
  ///   - needed: the operators an output needs; what those without a mapping write counts as fed, so
  ///     that every error found in the graph is the file's own.
  mutating func graph(named name: String, mappings: [Int: TFLiteMapping], left needed: Set<Int>)
    -> Graph
  {
    var graph = Graph(name: name)
    graph.inputs = subgraph.inputs.compactMap { id($0) }
    var nodeNames = TFLiteNames()
    for index in needed.sorted() {
      guard let op = try? subgraph.operators[index].get(), let mapping = mappings[index] else {
        continue
      }
      let inputs = mapping.inputs.compactMap { id($0) }
      let outputs = op.outputs.compactMap { id($0) }
      guard inputs.count == mapping.inputs.count, outputs.count == op.outputs.count else {
        continue
      }
      let wanted = op.outputs.first.map { subgraph.names[$0] }
      graph.nodes.append(
        Node(
          name: nodeNames.unique(wanted, fallback: "operator\(index)"), op: mapping.op,
          inputs: inputs, outputs: outputs))
    }
    graph.outputs = subgraph.outputs.compactMap { id($0) }
    graph.tensors = tensors
    return graph.nodes.count == needed.count && errors.isEmpty ? graph : feedingTheRest(graph)
  }

  private func feedingTheRest(_ graph: Graph) -> Graph {
    var graph = graph
    let written = Set(graph.nodes.flatMap(\.outputs) + graph.inputs)
    let fed = Set(graph.tensors.indices.map(TensorID.init)).subtracting(written)
      .filter { graph[$0].contents == nil }
    graph.inputs += fed.sorted()
    graph.outputs.removeAll { fed.contains($0) }
    return graph
  }

  private mutating func firstContents(of variable: TFLiteTensor) throws(TFLiteError) -> [UInt8] {
    let (element, shape) = (variable.type.element, variable.type.shape)
    variableBytes += Limits.bytes(of: element, shape: shape) ?? FileLimits.binaryBytes + 1
    guard variableBytes <= FileLimits.binaryBytes else {
      throw TFLiteError(
        "\(variable.name.excerpt): expected at most \(FileLimits.binaryBytes) bytes of variables, "
          + "found \(element) \(shape)")
    }
    return variable.firstContents
  }

  private mutating func id(_ tensor: Int) -> TensorID? {
    id(TFLiteMapping.Operand(tensor: tensor, quantization: nil))
  }

  /// Nil, with an error, for a tensor that cannot be used.
  private mutating func id(_ operand: TFLiteMapping.Operand) -> TensorID? {
    if let id = ids[operand] { return id }
    do throws(TFLiteError) {
      var tensor = try subgraph.tensors[operand.tensor].get()
      if let quantization = operand.quantization { tensor.type.quantization = quantization }
      if !placed.insert(operand.tensor).inserted {
        tensor.name = names.unique(tensor.name, fallback: tensor.name)
      }
      let id = TensorID(tensors.count)
      var contents = tensor.contents.map { Tensor.Contents.bytes(Array($0)) }
      if tensor.isVariable { contents = .bytes(try firstContents(of: tensor)) }
      tensors.append(
        Tensor(
          name: tensor.name, type: tensor.type, contents: contents, isVariable: tensor.isVariable))
      ids[operand] = id
      return id
    } catch {
      errors.append(error)
      return nil
    }
  }
}
