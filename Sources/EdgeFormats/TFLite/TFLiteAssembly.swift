internal import EdgeIR
internal import EdgeOperators

/// Puts converted operators together: the tensors they use, and nothing else, in order of use.
struct TFLiteAssembly {
  private let subgraph: TFLiteSubgraph
  private let operatorNames: [String]
  private var graph: Graph
  private var names: TFLiteNames
  private var nodeNames = TFLiteNames()
  private var ids: [TFLiteMapping.Operand: TensorID] = [:]
  private var placed: Set<Int> = []
  /// Of the file, once each, however many tensors they are the contents of.
  private var contents: [Range<Int>: [UInt8]] = [:]
  private var contentsBytes = 0
  /// Nodes that read a computed tensor's integers in another quantisation than its own.
  private var reinterpretations = 0
  private(set) var errors: [TFLiteError] = []

  /// - Parameter known: names the file has of its own.
  init(_ subgraph: TFLiteSubgraph, named name: String, _ known: TFLiteNodeNames?) {
    self.subgraph = subgraph
    operatorNames = known?.operators ?? []
    var graphNames = TFLiteNames()
    graph = Graph(name: graphNames.unique(known?.graph, fallback: name))
    names = subgraph.usedNames
  }

  /// - Parameters:
  ///   - mappings: of operators, by index.
  ///   - needed: the operators an output needs; what those without a mapping write counts as fed,
  ///     so that every error found in the graph is the file's own.
  mutating func assemble(_ mappings: [Int: TFLiteMapping], needed: Set<Int>) -> Graph {
    for tensor in subgraph.inputs { addInput(tensor) }
    for index in needed.sorted() {
      guard let op = try? subgraph.operators[index].get(), let mapping = mappings[index] else {
        continue
      }
      let inputs = mapping.inputs.compactMap { id($0) }
      let outputs = op.outputs.compactMap { id($0) }
      guard inputs.count == mapping.inputs.count, outputs.count == op.outputs.count else {
        continue
      }
      addNode(mapping.op, inputs, outputs, named: nodeName(index, op))
    }
    let isWhole =
      graph.nodes.count == needed.count + conversions + reinterpretations && errors.isEmpty
    for tensor in subgraph.outputs { addOutput(tensor) }
    if !isWhole || !errors.isEmpty { feedTheRest() }
    return graph
  }

  /// As the file has it, or else that of what the operator writes first.
  private func nodeName(_ index: Int, _ op: TFLiteSubgraph.Operator) -> String {
    if operatorNames.indices.contains(index), !operatorNames[index].isEmpty {
      return operatorNames[index]
    }
    return op.outputs.first.map { subgraph.names[$0] } ?? "operator\(index)"
  }

  /// Nodes that make int8 of the inputs of a legacy model.
  private var conversions: Int {
    subgraph.inputs.filter { (try? subgraph.tensors[$0].get())?.isFlipped ?? false }.count
  }

  private mutating func addInput(_ tensor: Int) {
    guard let inner = id(tensor) else { return }
    guard let outer = unflipped(tensor, inner) else { return graph.inputs.append(inner) }
    graph.inputs.append(outer)
    addNode(Quantize(element: .int8), [outer], [inner], named: graph[inner].name)
  }

  private mutating func addOutput(_ tensor: Int) {
    guard let inner = id(tensor) else { return }
    guard !graph.inputs.contains(inner), let outer = unflipped(tensor, inner) else {
      return graph.outputs.append(inner)
    }
    graph.outputs.append(outer)
    addNode(Quantize(element: .uint8), [inner], [outer], named: graph[outer].name)
  }

  /// For a tensor of a legacy model: one as the user knows it, which takes over the name.
  private mutating func unflipped(_ tensor: Int, _ inner: TensorID) -> TensorID? {
    guard let stored = try? subgraph.tensors[tensor].get(), stored.isFlipped,
      graph[inner].contents == nil
    else { return nil }
    var name = stored.name
    if graph[inner].name == name {
      graph[inner].name = names.unique("\(name)/int8", fallback: name)
    } else {
      name = names.unique(name, fallback: name)
    }
    graph.tensors.append(Tensor(name: name, type: stored.unflippedType))
    return TensorID(graph.tensors.count - 1)
  }

  private mutating func addNode(
    _ op: any Operator, _ inputs: [TensorID], _ outputs: [TensorID], named name: String
  ) {
    let name = nodeNames.unique(name, fallback: "operator")
    graph.nodes.append(Node(name: name, op: op, inputs: inputs, outputs: outputs))
  }

  private mutating func feedTheRest() {
    let written = Set(graph.nodes.flatMap(\.outputs) + graph.inputs)
    let fed = Set(graph.tensors.indices.map(TensorID.init)).subtracting(written)
      .filter { graph[$0].contents == nil }
    graph.inputs += fed.sorted()
    graph.outputs.removeAll { fed.contains($0) }
  }

  private mutating func id(_ tensor: Int) -> TensorID? {
    id(TFLiteMapping.Operand(tensor: tensor, quantization: nil))
  }

  /// Nil, with an error, for a tensor that cannot be used.
  private mutating func id(_ operand: TFLiteMapping.Operand) -> TensorID? {
    if let id = ids[operand] { return id }
    do throws(TFLiteError) {
      var tensor = try subgraph.tensors[operand.tensor].get()
      if let id = reinterpreted(operand, tensor) { return id }
      if let quantization = operand.quantization { tensor.type.quantization = quantization }
      if !placed.insert(operand.tensor).inserted {
        tensor.name = names.unique(tensor.name, fallback: tensor.name)
      }
      let id = TensorID(graph.tensors.count)
      var stored: Tensor.Contents?
      if let slice = tensor.contents {
        stored = try contents(slice, flipped: tensor.isFlipped)
      } else if tensor.isVariable {
        stored = .bytes(try zeros(for: tensor))
      }
      graph.tensors.append(
        Tensor(
          name: tensor.name, type: tensor.type, contents: stored, isVariable: tensor.isVariable))
      ids[operand] = id
      return id
    } catch {
      errors.append(error)
      return nil
    }
  }

  /// A node's output that stands for the operand; nil where there is no need of one: constants are
  /// stored in the quantisation they are read in.
  private mutating func reinterpreted(
    _ operand: TFLiteMapping.Operand, _ stored: TFLiteTensor
  ) -> TensorID? {
    guard stored.contents == nil || stored.isVariable, let wanted = operand.quantization,
      let from = stored.type.quantization.flatMap(Reinterpret.Meaning.init),
      let to = Reinterpret.Meaning(wanted), from != to, let source = id(operand.tensor)
    else { return nil }
    var tensor = Tensor(name: graph[source].name, type: graph[source].type)
    tensor.name = names.unique(tensor.name, fallback: tensor.name)
    tensor.type.quantization = wanted
    let target = TensorID(graph.tensors.count)
    graph.tensors.append(tensor)
    ids[operand] = target
    reinterpretations += 1
    addNode(Reinterpret(from: from, to: to), [source], [target], named: tensor.name)
    return target
  }

  private mutating func zeros(for variable: TFLiteTensor) throws(TFLiteError) -> [UInt8] {
    let (element, shape) = (variable.type.element, variable.type.shape)
    try count(Limits.bytes(of: element, shape: shape) ?? FileLimits.binaryBytes + 1)
    return variable.zeros
  }

  private mutating func count(_ bytes: Int) throws(TFLiteError) {
    contentsBytes += bytes
    guard contentsBytes <= FileLimits.binaryBytes else {
      throw TFLiteError(
        "expected at most \(FileLimits.binaryBytes) bytes of constants and variables, found more")
    }
  }

  private mutating func contents(_ slice: ArraySlice<UInt8>, flipped: Bool) throws(TFLiteError)
    -> Tensor.Contents
  {
    try count(slice.count)
    guard !flipped else { return .bytes(slice.map { $0 ^ 0x80 }) }
    let bytes = contents[slice.indices] ?? Array(slice)
    contents[slice.indices] = bytes
    return .bytes(bytes)
  }
}
