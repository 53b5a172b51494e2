package import EdgeIR
internal import EdgeOperators

/// Lets a node clamp what a lookup behind it would: a ReLU in the quantisation it reads, for
/// instance. The lookup's table tells, whatever the operator is.
package struct FoldActivations: Pass {
  package static let name = "fold activations"

  package init() {}

  package func run(on graph: inout Graph) -> Bool {
    let (writers, readers) = (graph.writers(), graph.readers())
    var folded = Set<Int>()
    for index in graph.nodes.indices {
      let node = graph.nodes[index]
      guard node.inputs.count == 1, readers[node.inputs[0].index] == [index],
        !graph.outputs.contains(node.inputs[0]), let writer = writers[node.inputs[0].index],
        !folded.contains(writer), var op = graph.nodes[writer].op as? any ActivatedOperator,
        let activation = activation(op.activation, then: node, in: graph)
      else { continue }
      op.activation = activation
      graph.nodes[writer].op = op
      graph.nodes[writer].outputs = node.outputs
      folded.insert(index)
    }
    guard !folded.isEmpty else { return false }
    graph.nodes = graph.nodes.indices.filter { !folded.contains($0) }.map { graph.nodes[$0] }
    graph.removeUnused()
    return true
  }

  /// The activation that does what `first` and the node do; nil where none does.
  private func activation(_ first: Activation, then node: Node, in graph: Graph) -> Activation? {
    let (inputs, outputs) = (graph.tensors(node.inputs), graph.tensors(node.outputs))
    guard let table = Lookup.table(of: node.op, inputs, outputs),
      inputs[0].type == outputs[0].type, let quantization = inputs[0].type.quantization
    else { return nil }
    let range = first.range(quantization)
    let stored = range.map { Int32(table[Int($0) + 128]) }
    guard let low = stored.first, let high = stored.last, low <= high,
      zip(range, stored).allSatisfy({ $1 == min(max($0, low), high) })
    else { return nil }
    return Activation(leaving: low...high, quantization)
  }
}
