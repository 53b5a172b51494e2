internal import EdgeIR

/// Reads the nodes of a model.json, once its tensors have names.
struct NodeReader {
  private let ids: [String: TensorID]
  private let operators: [String: any Operator.Type]

  init(tensors: [ModelDraft.TensorDraft], operators: [String: any Operator.Type]) {
    let named = tensors.enumerated().compactMap { index, tensor in
      tensor.name.map { ($0, TensorID(index)) }
    }
    ids = Dictionary(named) { first, _ in first }
    self.operators = operators
  }

  func nodes(_ value: JSONValue, _ issues: inout Issues) -> [ModelDraft.NodeDraft] {
    var names: Set<String> = []
    var operands = 0
    var nodes: [ModelDraft.NodeDraft] = []
    for element in issues.array(value, "nodes", limit: Limits.nodes) ?? [] {
      let node = node(element, nodes.count, &issues)
      if let name = node.name, !names.insert(name).inserted {
        issues.error(
          at: element.offset, "node \"\(name)\": expected a name of its own, found it twice")
      }
      nodes.append(node)
      operands += node.inputs.count + node.outputs.count
      guard operands <= FileLimits.operands else {
        let limit = FileLimits.operands
        issues.error(
          at: element.offset, "nodes: expected at most \(limit) inputs and outputs, found more")
        break
      }
    }
    return nodes
  }

  /// The tensors of a list of names, as far as they exist.
  func ids(_ value: JSONValue, _ what: String, _ issues: inout Issues) -> [TensorID] {
    let elements = issues.array(value, what, limit: Limits.operandsPerNode) ?? []
    return elements.compactMap { element in
      guard let name = issues.value(of: element.string, what) else { return nil }
      if let id = ids[name] { return id }
      issues.error(
        at: element.offset,
        "\(what): expected the name of a tensor, found \(name.excerpt); add it to tensors")
      return nil
    }
  }

  private func node(_ value: JSONValue, _ index: Int, _ issues: inout Issues)
    -> ModelDraft.NodeDraft
  {
    var node = ModelDraft.NodeDraft(inputs: [], outputs: [], isSound: false, offset: value.offset)
    let before = issues.errorCount
    let object = issues.object(
      value, "nodes[\(index)]", required: ["name", "op", "inputs", "outputs"],
      optional: ["version", "attributes"])
    guard let object else { return node }
    node.name = object["name"].flatMap { issues.name($0, "nodes[\(index)]") }
    let what = node.name.map { "node \"\($0)\"" } ?? "nodes[\(index)]"
    node.inputs = object["inputs"].map { ids($0, "\(what): inputs", &issues) } ?? []
    node.outputs = object["outputs"].map { ids($0, "\(what): outputs", &issues) } ?? []
    if let version = object["version"] { checkVersion(version, what, &issues) }
    node.op = object["op"].flatMap {
      op($0, object["attributes"] ?? .noAttributes(of: value), what, &issues)
    }
    node.isSound = issues.errorCount == before
    return node
  }

  private func nearest(to name: String) -> String {
    operators.keys.nearest(to: name).map(\.jsonQuoted).joined(separator: ", ")
  }

  private func checkVersion(_ value: JSONValue, _ what: String, _ issues: inout Issues) {
    let range = 1...Int.max
    guard let version = issues.value(of: value.integer(in: range), "\(what): version"), version > 1
    else { return }
    issues.error(
      at: value.offset, "\(what): version: edgerun computes version 1, found \(version)",
      kind: .unsupported)
  }

  private func op(
    _ value: JSONValue, _ attributes: JSONValue, _ what: String, _ issues: inout Issues
  ) -> (any Operator)? {
    guard let name = issues.value(of: value.string, "\(what): op") else { return nil }
    guard let type = operators[name] else {
      issues.error(
        at: value.offset,
        "\(what): op: expected an operator of edgerun, found \(name.excerpt); "
          + "the nearest are \(nearest(to: name))", kind: .unsupported)
      return nil
    }
    let (op, errors) = AttributeDecoder.decode(type, from: attributes)
    for error in errors { issues.error(error, what) }
    return op
  }
}

extension JSONValue {
  /// What a node without attributes has; an error in them is the node's.
  fileprivate static func noAttributes(of node: JSONValue) -> JSONValue {
    JSONValue(content: .object(JSONObject(members: [])), offset: node.offset)
  }
}
