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
  /// This graph with `tensors` for outputs: every one of them survives a run.
  package func observing(_ tensors: [TensorID]) -> Graph {
    var graph = self
    graph.outputs = tensors
    return graph
  }
}
