internal import EdgeIR

/// What the outputs of a verified graph need, and what keeps its variables up to date.
struct Reachability {
  private let graph: Graph
  private var needed: [Bool]
  private var touched: [Bool]

  init(of graph: Graph) {
    self.graph = graph
    needed = Array(repeating: false, count: graph.nodes.count)
    touched = Array(repeating: false, count: graph.tensors.count)
    let writers = graph.writers()
    var open = graph.outputs.compactMap { writers[$0.index] }
    open += graph.nodes.indices.filter { graph.nodes[$0].outputs.isEmpty }
    while let index = open.popLast() {
      guard !needed[index] else { continue }
      needed[index] = true
      open += graph.nodes[index].inputs.compactMap { writers[$0.index] }
    }
    for id in graph.nodes.lazy.flatMap({ $0.inputs + $0.outputs }) { touched[id.index] = true }
  }

  /// Warns of nodes that no output needs, and tensors that no node touches.
  func warn(_ draft: ModelDraft, _ issues: inout Issues) {
    for (index, node) in graph.nodes.enumerated() where !needed[index] {
      issues.warning(
        at: draft.nodes[index].offset,
        "node \"\(node.name)\": no output needs what it computes; remove it")
    }
    for (index, tensor) in graph.tensors.enumerated() where !touched[index] {
      issues.warning(
        at: draft.tensors[index].offset,
        "tensor \"\(tensor.name)\": no node reads or writes it; remove it")
    }
  }
}
