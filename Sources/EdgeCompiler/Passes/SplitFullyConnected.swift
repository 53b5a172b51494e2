package import EdgeIR
internal import EdgeOperators

/// Makes fully connected layers over images out of running sums, which take the image a row at a
/// time. Not part of the standard pipeline: as whole tensors the sums take more than they save.
package struct SplitFullyConnected: Pass {
  package static let name = "split fully connected layers"

  package init() {}

  package func run(on graph: inout Graph) -> Bool {
    var shaped: [TensorID: TensorID] = [:]
    var nodes: [Node] = []
    for node in graph.nodes {
      if node.op is Reshape { shaped[node.outputs[0]] = shaped[node.inputs[0]] ?? node.inputs[0] }
      let image = shaped[node.inputs[0]] ?? node.inputs[0]
      nodes += split(node, over: image, &graph) ?? [node]
    }
    let isChanged = nodes.count > graph.nodes.count
    graph.nodes = nodes
    if isChanged { graph.removeUnused() }
    return isChanged
  }

  private func split(_ node: Node, over image: TensorID, _ graph: inout Graph) -> [Node]? {
    guard let op = node.op as? FullyConnected,
      let (dot, requantize) = op.running(
        over: graph[image].type, node.inputs.map { graph[$0] }, to: graph[node.outputs[0]].type)
    else { return nil }
    let inputs = [image] + node.inputs.dropFirst()
    guard let type = try? dot.outputTypes(for: graph.types(inputs)).first else { return nil }
    let name = "\(node.name)/sums"
    let id = graph.addTensor(type, name: name)
    return [
      Node(name: name, op: dot, inputs: inputs, outputs: [id]),
      Node(name: node.name, op: requantize, inputs: [id], outputs: node.outputs),
    ]
  }
}
