package import EdgeIR

extension Graph {
  /// The same graph with tensors and nodes in the order of their names: equal for graphs that
  /// differ in nothing but order, and tensors that nothing uses.
  package var sortedByName: Graph {
    let used = Set(nodes.flatMap { $0.inputs + $0.outputs } + inputs)
    let order = used.map(\.index).sorted { tensors[$0].name < tensors[$1].name }
    var moved = [TensorID](repeating: TensorID(0), count: tensors.count)
    for (new, old) in order.enumerated() { moved[old] = TensorID(new) }
    func renamed(_ ids: [TensorID]) -> [TensorID] { ids.map { moved[$0.index] } }
    return Graph(
      name: name, tensors: order.map { tensors[$0] },
      nodes: nodes.sorted { $0.name < $1.name }.map {
        Node(name: $0.name, op: $0.op, inputs: renamed($0.inputs), outputs: renamed($0.outputs))
      }, inputs: renamed(inputs), outputs: renamed(outputs))
  }
}
