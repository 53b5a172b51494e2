internal import EdgeIR

extension ModelDraft {
  /// The graph, without the nodes that could not be read or touch what could not be read.
  ///
  /// What such a node writes counts as fed, so that every error `verify` finds here is the file's
  /// own. Of a draft without errors it is the whole graph.
  func soundPart(contents: [String: [UInt8]]) -> (graph: Graph, nodeIndices: [Int]) {
    let sound = nodes.indices.filter { isSound(nodes[$0]) }
    let fed = fedInstead(of: sound)
    let graph = Graph(
      name: name, tensors: tensors.map { tensor(of: $0, contents) },
      nodes: sound.compactMap { node(of: nodes[$0]) }, inputs: inputs + fed.sorted(),
      outputs: outputs.filter { !fed.contains($0) })
    return (graph, sound)
  }

  private func isSound(_ node: NodeDraft) -> Bool {
    node.isSound && (node.inputs + node.outputs).allSatisfy { tensors[$0.index].type != nil }
  }

  /// Tensors that the nodes beside `sound` write, and those that could not be read.
  private func fedInstead(of sound: [Int]) -> Set<TensorID> {
    guard isPartial else { return [] }
    let unsound = Set(nodes.indices).subtracting(sound)
    var fed = Set(unsound.flatMap { nodes[$0].outputs })
    fed.formUnion(tensors.indices.lazy.filter { tensors[$0].type == nil }.map { TensorID($0) })
    fed.subtract(sound.flatMap { nodes[$0].outputs })
    fed.subtract(inputs)
    return fed.filter { !tensors[$0.index].hasContents }
  }

  private func node(of draft: NodeDraft) -> Node? {
    guard let name = draft.name, let op = draft.op else { return nil }
    return Node(name: name, op: op, inputs: draft.inputs, outputs: draft.outputs)
  }

  private func tensor(of draft: TensorDraft, _ contents: [String: [UInt8]]) -> Tensor {
    let name = draft.name ?? ""
    let bytes = contents[name].map(Tensor.Contents.bytes) ?? .missing
    return Tensor(
      name: name, type: draft.type ?? TensorType(.int8, [1]),
      contents: draft.hasContents ? bytes : nil, isVariable: draft.isVariable)
  }
}
