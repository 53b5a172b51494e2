internal import EdgeIR

/// Makes the tables of a file of a graph: node by node, as the rows say, in the order of a plan.
///
/// A variable that is read and assigned by operators of their own has a handle in the file, and
/// what it starts with is assigned by a second subgraph; one that is an operand, as of SVDF, is a
/// tensor marked as variable.
struct TFLiteExport {
  private let graph: Graph
  private let plan: TFLitePlan
  /// Variables with a handle.
  private let handled: Set<TensorID>

  private var model = TFLiteModelDraft()
  private var main = TFLiteSubgraphDraft()
  private var initializer = TFLiteSubgraphDraft()
  /// By tensor, where it is in the file.
  private var indices: [TensorID: Int] = [:]
  /// By what they hold, constants that are attributes in the graph.
  private var attributes: [TFLiteExportedOperator.Input: Int] = [:]
  /// By operator of the file, the node's name; empty for one that is no node.
  private var operatorNames: [String] = []

  private(set) var warnings: [String] = []

  /// - Precondition: `graph` passes `verify`, and has the contents of all constants.
  /// - Throws: every node that cannot be written.
  init(_ graph: Graph) throws(TFLiteExportError) {
    let operators = try TFLiteExportedOperator.all(of: graph)
    self.graph = graph
    plan = TFLitePlan(graph, operators)
    handled = TFLiteExportedOperator.handledVariables(of: graph, operators)
    addTensors()
    addVariables()
    for index in plan.order { add(operators[index], graph.nodes[index]) }
    main.inputs = graph.inputs.compactMap { indices[$0] }
    main.outputs = graph.outputs.compactMap { indices[$0] }
  }

  var file: FlatBufferFields {
    var subgraphs = [main.table(named: "main")]
    if !initializer.operators.isEmpty { subgraphs.append(initializer.table(named: "initializer")) }
    var (draft, metadata) = (model, [(name: String, contents: [UInt8])]())
    if initializer.operators.isEmpty {
      let offsets = graph.tensors.indices.map(TensorID.init).reduce(
        into: Array(repeating: -1, count: main.tensors.count)
      ) { offsets, id in
        if let index = indices[id], let offset = plan.offsets[id] { offsets[index] = offset }
      }
      metadata.append((TFLiteOfflinePlan.name, TFLiteOfflinePlan.contents(offsets)))
    }
    let names = TFLiteNodeNames(graph: graph.name, operators: operatorNames)
    metadata.append((TFLiteNodeNames.name, names.contents))
    let entries = metadata.map { entry -> FlatBufferFields in
      [0: .string(entry.name), 1: .uint32(UInt32(draft.buffer(entry.contents)))]
    }
    return [
      0: .uint32(TFLiteReader.version), 1: .tables(draft.codes), 2: .tables(subgraphs),
      3: .string("written by edgerun"), 4: .tables(draft.buffers), 6: .tables(entries),
    ]
  }

  private mutating func addTensors() {
    let used = Set(graph.nodes.flatMap { $0.inputs + $0.outputs } + graph.inputs)
    for id in used.sorted() where !handled.contains(id) {
      let tensor = graph[id]
      var stored: [UInt8]?
      if case .bytes(let bytes) = tensor.contents { stored = bytes }
      if tensor.isVariable, stored == tensor.defaultContents { stored = nil }
      var table = model.tensor(tensor.name, tensor.type, contents: stored)
      if tensor.isVariable { table[5] = .boolean(true) }
      if tensor.isVariable, stored != nil {
        warnings.append(
          "variable \(tensor.name.excerpt): TensorFlow Lite Micro starts it at its zero point, "
            + "whatever the file says; edgerun with what the model says")
      }
      indices[id] = main.append(table)
    }
  }

  private mutating func addVariables() {
    let variables = handled.sorted()
    let started = variables.filter { graph[$0].contents != .bytes(graph[$0].defaultContents) }
    if !started.isEmpty {
      main.operators.append(
        model.op(
          "CALL_ONCE", version: 1, inputs: [], outputs: [], options: 103, [0: .int32(1)]))
      warnings.append(
        "without an offline memory plan: TensorFlow Lite Micro takes none beside a subgraph that "
          + "assigns variables what they start with")
    }
    for id in variables { indices[id] = main.appendHandle(graph[id].name, &model) }
    for id in started {
      guard case .bytes(let bytes) = graph[id].contents else { continue }
      let handle = initializer.appendHandle(graph[id].name, &model)
      let value = initializer.append(
        model.tensor("\(graph[id].name)/start", graph[id].type, contents: bytes))
      initializer.operators.append(
        model.op(
          "ASSIGN_VARIABLE", version: 1, inputs: [handle, value], outputs: [], options: 113, [:]))
    }
    operatorNames = main.operators.map { _ in "" }
  }

  private mutating func add(_ exported: TFLiteExportedOperator, _ node: Node) {
    let inputs = exported.inputs.map { index(of: $0, node) }
    main.operators.append(
      model.op(
        exported.name, version: exported.version, inputs: inputs,
        outputs: node.outputs.compactMap { indices[$0] }, options: exported.optionsKind,
        exported.options))
    operatorNames.append(node.name)
  }

  private mutating func index(of input: TFLiteExportedOperator.Input, _ node: Node) -> Int {
    switch input {
    case .absent: return -1
    case .tensor(let id): return indices[id] ?? -1
    case .scalar(let id):
      if let index = indices[id] { main.tensors[index][0] = .int32s([]) }
      return indices[id] ?? -1
    case .constant(let what, let values, let shape):
      if let known = attributes[input] { return known }
      let bytes = values.flatMap { value in
        withUnsafeBytes(of: Int32(truncatingIfNeeded: value).littleEndian) { Array($0) }
      }
      let type = TensorType(.int32, shape)
      let index = main.append(model.tensor("\(node.name)/\(what)", type, contents: bytes))
      attributes[input] = index
      return index
    }
  }
}

extension Tensor {
  /// What a variable holds before the first run where a file does not say.
  fileprivate var defaultContents: [UInt8] { TFLiteTensor(name: name, type: type).zeros }
}
