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
