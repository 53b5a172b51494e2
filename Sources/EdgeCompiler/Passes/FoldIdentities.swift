package import EdgeIR
internal import EdgeOperators

/// Drops nodes that pass on what they are given: views of an unchanged shape, as slices of all,
/// splits into one or concats of one, and lookups that change none of the values they can meet.
package struct FoldIdentities: Pass {
  package static let name = "fold identities"

  package init() {}

  package func run(on graph: inout Graph) -> Bool {
    var writers = graph.writers()
    var folded = Set<Int>()
    for index in graph.nodes.indices {
      let node = graph.nodes[index]
      guard let input = node.inputs.first, node.outputs.count == 1 else { continue }
      let writer = writers[input.index]
      guard isIdentity(node, after: writer.map { graph.nodes[$0] }, in: graph) else { continue }
      let output = node.outputs[0]
      if !graph.outputs.contains(output) {
        graph.readInstead(of: output, input)
      } else if let writer, !graph.outputs.contains(input) {
        graph.readInstead(of: input, output)
        graph.nodes[writer].outputs = graph.nodes[writer].outputs.map { $0 == input ? output : $0 }
        writers[output.index] = writer
      } else {
        continue
      }
      folded.insert(index)
    }
    guard !folded.isEmpty else { return false }
    graph.nodes = graph.nodes.indices.filter { !folded.contains($0) }.map { graph.nodes[$0] }
    graph.removeUnused()
    return true
  }

  private func isIdentity(_ node: Node, after writer: Node?, in graph: Graph) -> Bool {
    let (inputs, outputs) = (graph.tensors(node.inputs), graph.tensors(node.outputs))
    guard !inputs[0].isVariable, inputs[0].type == outputs[0].type else { return false }
    if node.op.aliasing(of: inputs.map(\.type)) == .whole { return true }
    guard let table = Lookup.table(of: node.op, inputs, outputs) else { return false }
    let activation = (writer?.op as? any ActivatedOperator)?.activation
    let values = inputs[0].type.quantization.flatMap { activation?.range($0) } ?? -128...127
    return values.allSatisfy { Int32(table[Int($0) + 128]) == $0 }
  }
}
