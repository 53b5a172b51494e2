internal import EdgeIR
internal import EdgePlanning

/// Computes a tensor a second time instead of keeping it while the peak goes by: the one lever that
/// costs multiply-accumulates.
struct Recomputation: Lever {
  static let name = "recomputation"

  /// Of the whole graph, with all that is computed again.
  let mostMACs: Int

  func alternatives(to candidate: Candidate) -> [Alternative] {
    guard let peak = candidate.peak else { return [] }
    let graph = candidate.binding.graph
    let positions = positions(of: candidate)
    let room = mostMACs - graph.macs
    let writers = graph.nodes.indices.filter { index in
      isRepeatable(index, candidate.binding) && macs(graph.nodes[index], graph) <= room
    }
    let kept = writers.filter { node in
      let readers = Set(positions.readers[graph.nodes[node].outputs[0].index])
      return positions.nodes[node].contains { $0 < peak } && !readers.contains(peak)
        && readers.contains { $0 < peak } && readers.contains { $0 > peak }
    }
    let bytes = { (node: Int) in graph[graph.nodes[node].outputs[0]].type.bytes }
    return kept.sorted { (bytes($1), $0) < (bytes($0), $1) }.compactMap {
      again($0, after: peak, positions, candidate.binding)
    }
  }

  /// Whether a node makes one tensor that has a buffer of its own, of what stays as it is.
  private func isRepeatable(_ index: Int, _ binding: Binding) -> Bool {
    let (graph, node) = (binding.graph, binding.graph.nodes[index])
    guard node.outputs.count == 1, type(of: node.op).variableInputs.isEmpty,
      !node.inputs.contains(where: { graph[$0].isVariable }),
      !graph.outputs.contains(node.outputs[0]),
      case .own = binding.storage.homes[node.outputs[0].index]
    else { return false }
    return true
  }

  private func macs(_ node: Node, _ graph: Graph) -> Int {
    node.op.macs(graph.types(node.inputs), graph.types(node.outputs))
  }

  /// Positions in a candidate's order: of each node's steps, where it has none of those of the
  /// nodes that read what it shows; and of all steps that read each tensor.
  private struct Positions {
    var nodes: [[Int]]
    var readers: [[Int]]
  }

  private func positions(of candidate: Candidate) -> Positions {
    let binding = candidate.binding
    let graph = binding.graph
    var positions = Positions(
      nodes: Array(repeating: [], count: graph.nodes.count),
      readers: Array(repeating: [], count: graph.tensors.count))
    for (position, unit) in candidate.schedule.order.enumerated() {
      for step in candidate.units[unit].steps {
        positions.nodes[binding.steps[step].node].append(position)
      }
    }
    for (index, node) in graph.nodes.enumerated().reversed() {
      if positions.nodes[index].isEmpty {
        positions.nodes[index] = node.outputs.flatMap { positions.readers[$0.index] }
      }
      for id in node.inputs { positions.readers[id.index] += positions.nodes[index] }
    }
    return positions
  }

  /// The graph in which whoever reads a node's result behind the peak reads another one of its own.
  private func again(_ index: Int, after peak: Int, _ positions: Positions, _ binding: Binding)
    -> Alternative?
  {
    var graph = binding.graph
    let node = graph.nodes[index]
    let old = node.outputs[0]
    let late = graph.nodes.indices.filter { reader in
      graph.nodes[reader].inputs.contains(old) && positions.nodes[reader].allSatisfy { $0 > peak }
    }
    guard let first = late.first else { return nil }
    let name = "\(node.name)/again"
    let new = graph.addTensor(graph[old].type, name: name)
    for reader in late {
      graph.nodes[reader].inputs = graph.nodes[reader].inputs.map { $0 == old ? new : $0 }
    }
    graph.nodes.insert(
      Node(name: name, op: node.op, inputs: node.inputs, outputs: [new]), at: first)
    let change = Pipeline.Change(
      pass: Self.name, nodesRemoved: -1, macsSaved: -macs(node, binding.graph))
    return Alternative(graph: graph, choice: binding.choice, changes: [change])
  }
}
