extension Graph {
  /// This graph with zeros for constants whose bytes are missing: enough to plan it.
  package var withZerosForMissingContents: Graph {
    var graph = self
    for index in tensors.indices where tensors[index].contents == .missing {
      graph.tensors[index].contents = .bytes(
        [UInt8](repeating: 0, count: tensors[index].type.bytes))
    }
    return graph
  }
}

extension Graph {
  /// By tensor, the nodes that read it, ascending, each once.
  package func readers() -> [[Int]] {
    var readers = [[Int]](repeating: [], count: tensors.count)
    for (index, node) in nodes.enumerated() {
      for id in Set(node.inputs) { readers[id.index].append(index) }
    }
    return readers
  }

  /// Makes all nodes that read `old` read `new`.
  package mutating func readInstead(of old: TensorID, _ new: TensorID) {
    for index in nodes.indices {
      nodes[index].inputs = nodes[index].inputs.map { $0 == old ? new : $0 }
    }
  }

  /// Appends a constant, under `name` or, where it is taken, one made from it.
  package mutating func addConstant(_ type: TensorType, _ bytes: [UInt8], name: String) -> TensorID
  {
    addTensor(type, .bytes(bytes), name: name)
  }

  /// Appends a tensor, under `name` or, where it is taken, one made from it.
  package mutating func addTensor(
    _ type: TensorType, _ contents: Tensor.Contents? = nil, name: String
  ) -> TensorID {
    tensors.append(Tensor(name: unused(name), type: type, contents: contents))
    return TensorID(tensors.count - 1)
  }

  private func unused(_ name: String) -> String {
    guard tensors.contains(where: { $0.name == name }) else { return name }
    let taken = Set(tensors.lazy.map(\.name))
    return (2...).lazy.map { "\(name)/\($0)" }.first { !taken.contains($0) } ?? name
  }

  /// Drops nodes without effect on an output or a variable, and then all tensors that nothing names
  /// any more, but for variables. Returns whether there was anything to drop.
  @discardableResult
  package mutating func removeUnused() -> Bool {
    let count = (nodes.count, tensors.count)
    var needed = Set(outputs)
    nodes = nodes.reversed().filter { node in
      let isNeeded =
        !type(of: node.op).variableInputs.isEmpty || node.outputs.contains(where: needed.contains)
      if isNeeded { needed.formUnion(node.inputs) }
      return isNeeded
    }.reversed()
    removeUnnamedTensors()
    return count != (nodes.count, tensors.count)
  }

  private mutating func removeUnnamedTensors() {
    var named = Set(inputs + outputs)
    for node in nodes { named.formUnion(node.inputs + node.outputs) }
    let kept = tensors.indices.map(TensorID.init).filter {
      named.contains($0) || self[$0].isVariable
    }
    guard kept.count < tensors.count else { return }
    var moved: [TensorID: TensorID] = [:]
    for (index, id) in kept.enumerated() { moved[id] = TensorID(index) }
    tensors = kept.map { self[$0] }
    inputs = inputs.compactMap { moved[$0] }
    outputs = outputs.compactMap { moved[$0] }
    for index in nodes.indices {
      nodes[index].inputs = nodes[index].inputs.compactMap { moved[$0] }
      nodes[index].outputs = nodes[index].outputs.compactMap { moved[$0] }
    }
  }
}

extension Graph {
  /// This graph with `tensors` for outputs: every one of them survives a run.
  package func observing(_ tensors: [TensorID]) -> Graph {
    var graph = self
    graph.outputs = tensors
    return graph
  }
}
