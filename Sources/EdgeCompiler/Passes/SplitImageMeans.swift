package import EdgeIR
internal import EdgeOperators

/// Makes means of whole images out of running sums, which take the image a row at a time. Not part
/// of the standard pipeline: as whole tensors the sums are larger than what they save.
package struct SplitImageMeans: Pass {
  package static let name = "split image means"

  package init() {}

  package func run(on graph: inout Graph) -> Bool {
    var nodes: [Node] = []
    for node in graph.nodes {
      guard let op = node.op as? any ImageMean,
        let (sum, mean) = op.running(
          over: graph[node.inputs[0]].type, to: graph[node.outputs[0]].type),
        let type = try? sum.outputTypes(for: [graph[node.inputs[0]].type]).first
      else {
        nodes.append(node)
        continue
      }
      let name = "\(node.name)/sum"
      let id = graph.addTensor(type, name: name)
      nodes.append(Node(name: name, op: sum, inputs: [node.inputs[0]], outputs: [id]))
      nodes.append(Node(name: node.name, op: mean, inputs: [id], outputs: node.outputs))
    }
    let isChanged = nodes.count > graph.nodes.count
    graph.nodes = nodes
    return isChanged
  }
}
