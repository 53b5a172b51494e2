package import EdgeIR
internal import EdgeOperators

/// Computes for each part of a concat along channels what was computed of the whole, where that is
/// done channel by channel: each part is then needed for a shorter time. Depthwise convolutions,
/// pooling, activations and the like; MACs stay the same.
package struct DistributeOverConcat: Pass {
  package static let name = "distribute over concat"

  package init() {}

  package func run(on graph: inout Graph) -> Bool {
    var isChanged = false
    while let (index, nodes) = firstDistributed(&graph) {
      graph.nodes.replaceSubrange(index...index, with: nodes)
      isChanged = true
    }
    if isChanged { graph.removeUnused() }
    return isChanged
  }

  /// The first node that can be distributed, and what takes its place.
  private func firstDistributed(_ graph: inout Graph) -> (index: Int, nodes: [Node])? {
    let writers = graph.writers()
    let ranges = ChannelRanges(graph)
    for index in graph.nodes.indices {
      guard let input = graph.nodes[index].inputs.first,
        let concat = writers[input.index].map({ graph.nodes[$0] }), concat.inputs.count > 1,
        isAlongChannels(concat, graph), isChannelForChannel(index, concat, graph, ranges)
      else { continue }
      return (index, distribute(index, over: concat, &graph, ranges))
    }
    return nil
  }

  private func isAlongChannels(_ node: Node, _ graph: Graph) -> Bool {
    guard let concat = node.op as? Concat else { return false }
    return concat.axis == -1 || concat.axis == graph[node.outputs[0]].type.shape.count - 1
  }

  /// Whether channel `c` of the node's one result depends on channel `c` of its first input, and on
  /// nothing else but constants.
  private func isChannelForChannel(
    _ index: Int, _ concat: Node, _ graph: Graph, _ ranges: ChannelRanges
  ) -> Bool {
    let node = graph.nodes[index]
    guard node.outputs.count == 1, node.inputs.dropFirst().allSatisfy({ graph[$0].isConstant }),
      graph[node.outputs[0]].type.channels == graph[node.inputs[0]].type.channels,
      graph[node.inputs[0]].type.element == .int8
    else { return false }
    if let weighted = WeightedNode(node, graph, ranges) {
      let parts = concat.inputs.map { graph[$0].type.channels }
      return weighted.isDepthwise && parts.allSatisfy { $0 >= weighted.leastOutputs }
    }
    guard let op = node.op as? any ChannelwiseOperator, !(node.op is Concat),
      let sources = op.sources(graph.types(node.inputs), graph.types(node.outputs))
    else { return false }
    return sources[0].enumerated().allSatisfy { channel, sources in
      sources.filter { $0.input == 0 } == [ChannelSource(input: 0, channel: channel)]
    }
  }

  private func distribute(
    _ index: Int, over concat: Node, _ graph: inout Graph, _ ranges: ChannelRanges
  ) -> [Node] {
    let node = graph.nodes[index]
    var (nodes, first): ([Node], Int) = ([], 0)
    for (part, input) in concat.inputs.enumerated() {
      let channels = Array(first..<first + graph[input].type.channels)
      first += channels.count
      var kept = graph.tensors.map { Array(0..<$0.type.channels) }
      for id in node.inputs + node.outputs where graph[id].type.channels > 1 {
        kept[id.index] = channels
      }
      var removal = ChannelRemoval(graph, ranges, kept)
      removal.shrink(index)
      var own = removal.graph.nodes[index]
      own.name = "\(node.name)/\(part)"
      own.inputs = [input] + own.inputs.dropFirst().map { constant($0, removal.graph, &graph) }
      own.outputs = [graph.addTensor(removal.type(node.outputs[0]), name: own.name)]
      nodes.append(own)
    }
    nodes.append(
      Node(
        name: node.name, op: Concat(axis: -1), inputs: nodes.flatMap(\.outputs),
        outputs: node.outputs))
    return nodes
  }

  /// A constant of another graph, in this one.
  private func constant(_ id: TensorID, _ other: Graph, _ graph: inout Graph) -> TensorID {
    guard id.index >= graph.tensors.count || graph[id] != other[id],
      case .bytes(let bytes) = other[id].contents
    else { return id }
    return graph.addConstant(other[id].type, bytes, name: other[id].name)
  }
}
