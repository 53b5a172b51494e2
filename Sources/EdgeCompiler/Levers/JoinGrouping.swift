internal import EdgeIR
internal import EdgePlanning

/// Puts neighbouring parts of a concat together where the peak is.
///
/// A step that reads many parts beside each other can lay its output over one of them at most: its
/// pixels are larger than the part's. Parts that are together have larger pixels too.
struct JoinGrouping: Lever {
  /// Every concat that the step of the peak reads in parts, with two neighbours put together, or
  /// all.
  func alternatives(to candidate: Candidate) -> [Alternative] {
    guard let peak = candidate.peak,
      case .step(let step) = candidate.units[candidate.schedule.order[peak]]
    else { return [] }
    let binding = candidate.binding
    let graph = binding.graph
    return graph.nodes[binding.steps[step].node].inputs.flatMap { whole -> [Alternative] in
      guard case .stitched(let parts, _) = binding.storage.homes[whole.index],
        let concat = graph.nodes.firstIndex(where: { $0.outputs == [whole] })
      else { return [] }
      var choice = binding.choice
      choice.inPlace.formUnion(parts)
      let pairs = parts.count > 2 ? Array(parts.indices.dropLast()) : []
      let grouped = pairs.compactMap { first in
        grouping(first..<first + 2, of: concat, graph).map {
          Alternative(graph: $0, choice: choice)
        }
      }
      choice.stitched.remove(whole)
      return grouped + [Alternative(graph: graph, choice: choice)]
    }
  }

  /// The graph with a concat of some inputs of a concat before it.
  private func grouping(_ range: Range<Int>, of concat: Int, _ graph: Graph) -> Graph? {
    let node = graph.nodes[concat]
    let parts = Array(node.inputs[range])
    guard let types = try? node.op.outputTypes(for: graph.types(parts)) else { return nil }
    var graph = graph
    let joined = graph.addTensor(types[0], name: "\(node.name)/\(range.lowerBound)")
    graph.nodes[concat].inputs.replaceSubrange(range, with: [joined])
    graph.nodes.insert(
      Node(
        name: graph[joined].name, op: node.op, inputs: parts, outputs: [joined]), at: concat)
    return graph
  }
}
