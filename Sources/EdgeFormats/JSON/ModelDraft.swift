internal import EdgeIR

/// What a model.json says, before it is known to be a graph: what could not be read is nil or left
/// out.
struct ModelDraft {
  struct TensorDraft {
    var name: String?
    var type: TensorType?
    var isConstant = false
    var isVariable = false
    var offset: Int

    /// Whether its bytes lie beside the model.
    var hasContents: Bool { isConstant || isVariable }
  }

  struct NodeDraft {
    var name: String?
    var op: (any Operator)?
    /// As far as they exist.
    var inputs: [TensorID]
    var outputs: [TensorID]
    /// Whether all of it could be read.
    var isSound: Bool
    var offset: Int
  }

  struct WeightsReference {
    var path: String
    var pathOffset: Int
    var sha256: String
    var sha256Offset: Int
  }

  var name = ""
  var weights: WeightsReference?
  var inputs: [TensorID] = []
  var outputs: [TensorID] = []
  var tensors: [TensorDraft] = []
  var nodes: [NodeDraft] = []
  let offset: Int

  /// Whether something could not be read, and is left out of `soundPart`.
  private(set) var isPartial: Bool

  init(_ root: JSONValue, operators: [String: any Operator.Type], _ issues: inout Issues) {
    offset = root.offset
    isPartial = false
    let object = issues.object(
      root, "model", required: ["format", "name", "inputs", "outputs", "tensors", "nodes"],
      optional: ["weights"])
    guard let object else { return }
    name = object["name"].flatMap { issues.name($0, "model") } ?? ""
    weights = object["weights"].flatMap { WeightsReference($0, &issues) }
    tensors = object["tensors"].map { Self.tensors($0, &issues) } ?? []
    let reader = NodeReader(tensors: tensors, operators: operators)
    nodes = object["nodes"].map { reader.nodes($0, &issues) } ?? []
    inputs = object["inputs"].map { reader.ids($0, "inputs", &issues) } ?? []
    outputs = object["outputs"].map { reader.ids($0, "outputs", &issues) } ?? []
    isPartial = issues.hasErrors
  }

  private static func tensors(_ value: JSONValue, _ issues: inout Issues) -> [TensorDraft] {
    var names: Set<String> = []
    let elements = issues.array(value, "tensors", limit: Limits.tensors) ?? []
    return elements.enumerated().map { index, element in
      let tensor = TensorDraft(element, index: index, &issues)
      if let name = tensor.name, !names.insert(name).inserted {
        issues.error(
          at: element.offset, "tensor \"\(name)\": expected a name of its own, found it twice")
      }
      return tensor
    }
  }

  func offset(of subject: GraphError.Subject, _ nodeIndices: [Int]) -> Int {
    switch subject {
    case .graph: offset
    case .tensor(let id): tensors[id.index].offset
    case .node(let index): nodes[nodeIndices[index]].offset
    }
  }

  func places(in source: ModelSource) -> SourceMap {
    SourceMap(
      file: source.path, text: source.bytes, tensorOffsets: tensors.map(\.offset),
      nodeOffsets: nodes.map(\.offset))
  }
}

extension ModelDraft.WeightsReference {
  fileprivate init?(_ value: JSONValue, _ issues: inout Issues) {
    let object = issues.object(value, "weights", required: ["file", "sha256"])
    guard let file = object?["file"], let sha256 = object?["sha256"],
      let path = issues.value(of: file.string, "weights.file"),
      let digest = issues.value(of: sha256.string, "weights.sha256")
    else { return nil }
    let isDigest =
      digest.utf8.count == 64
      && digest.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    guard isDigest else {
      issues.error(
        at: sha256.offset,
        "weights.sha256: expected 64 lower-case hexadecimal digits, found \(digest.excerpt)")
      return nil
    }
    self.init(path: path, pathOffset: file.offset, sha256: digest, sha256Offset: sha256.offset)
  }
}
