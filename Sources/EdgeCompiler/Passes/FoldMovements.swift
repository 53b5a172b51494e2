package import EdgeIR
internal import EdgeOperators

/// Makes one of two movements in a row: a view of a view becomes a reshape, two transposes one.
package struct FoldMovements: Pass {
  package static let name = "fold movements"

  package init() {}

  package func run(on graph: inout Graph) -> Bool {
    let (writers, readers) = (graph.writers(), graph.readers())
    var isChanged = false
    for index in graph.nodes.indices {
      let node = graph.nodes[index]
      guard node.outputs.count == 1, let input = node.inputs.first,
        let writer = writers[input.index].map({ graph.nodes[$0] }),
        let folded = fold(
          node, after: writer, isLast: readers[input.index] == [index], in: graph)
      else { continue }
      graph.nodes[index].op = folded
      graph.nodes[index].inputs = [writer.inputs[0]]
      isChanged = true
    }
    if isChanged { graph.removeUnused() }
    return isChanged
  }

  /// The movement from the writer's input to the node's output; nil where there is none.
  ///
  /// - Parameter isLast: whether no other node reads what lies between.
  private func fold(_ node: Node, after writer: Node, isLast: Bool, in graph: Graph)
    -> (any Operator)?
  {
    guard writer.outputs.count == 1, let source = writer.inputs.first, !graph[source].isVariable
    else { return nil }
    let (from, to) = (graph[source].type, graph[node.outputs[0]].type)
    if let first = writer.op as? Transpose, let second = node.op as? Transpose {
      guard isLast, !graph.outputs.contains(node.inputs[0]) else { return nil }
      let rank = from.shape.count
      let axes = first.permutation.map { $0 < 0 ? $0 + rank : $0 }
      return Transpose(permutation: second.permutation.map { axes[$0 < 0 ? $0 + rank : $0] })
    }
    let areViews =
      node.op.aliasing(of: graph.types(node.inputs)) == .whole
      && writer.op.aliasing(of: graph.types(writer.inputs)) == .whole
    let reshape = Reshape(shape: to.shape)
    guard areViews, let types = try? reshape.outputTypes(for: [from]), types == [to] else {
      return nil
    }
    return reshape
  }
}
