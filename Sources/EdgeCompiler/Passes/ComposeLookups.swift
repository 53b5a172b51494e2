package import EdgeIR
internal import EdgeOperators

/// Makes one lookup of two in a row, where nothing else reads what lies between.
package struct ComposeLookups: Pass {
  package static let name = "compose lookups"

  package init() {}

  package func run(on graph: inout Graph) -> Bool {
    let (writers, readers) = (graph.writers(), graph.readers())
    var isChanged = false
    for index in graph.nodes.indices {
      let node = graph.nodes[index]
      guard node.inputs.count == 1, readers[node.inputs[0].index] == [index],
        !graph.outputs.contains(node.inputs[0]), let writer = writers[node.inputs[0].index],
        let first = table(of: graph.nodes[writer], in: graph),
        let second = table(of: node, in: graph),
        !graph[graph.nodes[writer].inputs[0]].isVariable,
        let input = graph[graph.nodes[writer].inputs[0]].type.quantization,
        let output = graph[node.outputs[0]].type.quantization
      else { continue }
      graph.nodes[index].op = Lookup(
        table: first.map { second[Int($0) + 128] }, input: input, output: output)
      graph.nodes[index].inputs = graph.nodes[writer].inputs
      isChanged = true
    }
    if isChanged { graph.removeUnused() }
    return isChanged
  }

  private func table(of node: Node, in graph: Graph) -> [Int8]? {
    Lookup.table(of: node.op, graph.tensors(node.inputs), graph.tensors(node.outputs))
  }
}
