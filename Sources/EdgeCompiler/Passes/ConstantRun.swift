internal import EdgeIR

/// What a node gives for given inputs, found out by running it: only its kernels know.
enum ConstantRun {
  /// The outputs' bytes; nil where the node cannot be run.
  ///
  /// - Parameter bytes: what a computed input holds.
  static func outputs(
    of node: Node, in graph: Graph, _ bytes: (TensorID) -> [UInt8]
  ) -> [[UInt8]]? {
    var operands: [TensorID] = []
    for id in node.inputs + node.outputs where !operands.contains(id) { operands.append(id) }
    let fed = operands.filter { graph[$0].contents == nil && !node.outputs.contains($0) }
    func moved(_ ids: [TensorID]) -> [TensorID] {
      ids.compactMap { operands.firstIndex(of: $0).map(TensorID.init) }
    }
    let alone = Graph(
      name: node.name, tensors: graph.tensors(operands),
      nodes: [
        Node(
          name: node.name, op: node.op, inputs: moved(node.inputs), outputs: moved(node.outputs))
      ],
      inputs: moved(fed), outputs: moved(node.outputs))
    guard let compilation = try? Compiler(level: .file).compile(alone, modelSHA256: ""),
      let host = try? HostProgram(compilation.program)
    else { return nil }
    return try? host.outputs(for: fed.map(bytes))
  }
}
