package import EdgeIR
internal import EdgeOperators

/// Computes for each part of a concat along channels what was computed of the whole, where that is
/// done channel by channel: each part is then needed for a shorter time. Depthwise convolutions,
/// pooling, activations and the like; MACs stay the same.
package struct DistributeOverConcat: Pass {
  package static let name = "distribute over concat"

  package init() {}

  package func run(on graph: inout Graph) -> Bool {
    var writers = [Node?](repeating: nil, count: graph.tensors.count)
    var nodes: [Node] = []
    for node in graph.nodes {
      for node in distributed(node, writers, &graph) {
        nodes.append(node)
        writers.append(contentsOf: repeatElement(nil, count: graph.tensors.count - writers.count))
        for output in node.outputs { writers[output.index] = node }
      }
    }
    guard nodes.count > graph.nodes.count else { return false }
    graph.nodes = nodes
    graph.removeUnused()
    return true
  }

  /// What takes a node's place: itself, or a node for each part and their concat.
  ///
  /// - Parameter writers: of the tensors there are so far, by tensor.
  private func distributed(_ node: Node, _ writers: [Node?], _ graph: inout Graph) -> [Node] {
    guard let input = node.inputs.first, let concat = writers[input.index],
      concat.inputs.count > 1, isAlongChannels(concat, graph),
      isChannelForChannel(node, concat, graph)
    else { return [node] }
    let parts = parts(of: node, concat, &graph)
    let whole = Node(
      name: node.name, op: Concat(axis: -1), inputs: parts.flatMap(\.outputs),
      outputs: node.outputs)
    return parts.flatMap { distributed($0, writers, &graph) } + [whole]
  }

  private func isAlongChannels(_ node: Node, _ graph: Graph) -> Bool {
    guard let concat = node.op as? Concat else { return false }
    return concat.axis == -1 || concat.axis == graph[node.outputs[0]].type.shape.count - 1
  }

  /// Whether channel `c` of the node's one result depends on channel `c` of its first input, and on
  /// nothing else but constants.
  private func isChannelForChannel(_ node: Node, _ concat: Node, _ graph: Graph) -> Bool {
    guard node.outputs.count == 1, node.inputs.dropFirst().allSatisfy({ graph[$0].isConstant }),
      graph[node.outputs[0]].type.channels == graph[node.inputs[0]].type.channels,
      graph[node.inputs[0]].type.element == .int8
    else { return false }
    let alone = Graph(node, of: graph)
    if let weighted = WeightedNode(alone.nodes[0], alone, ChannelRanges(alone)) {
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

  private func parts(of node: Node, _ concat: Node, _ graph: inout Graph) -> [Node] {
    let alone = Graph(node, of: graph)
    let ranges = ChannelRanges(alone)
    var first = 0
    return concat.inputs.enumerated().map { part, input in
      let channels = Array(first..<first + graph[input].type.channels)
      first += channels.count
      let kept = alone.tensors.map { $0.type.channels > 1 ? channels : [0] }
      var removal = ChannelRemoval(alone, ranges, kept)
      removal.shrink(0)
      var own = removal.graph.nodes[0]
      own.name = "\(node.name)/\(part)"
      own.inputs = zip(own.inputs, own.inputs.indices).map { id, position in
        let tensor = removal.graph[id]
        guard position > 0 else { return input }
        if position < node.inputs.count, tensor == graph[node.inputs[position]] {
          return node.inputs[position]
        }
        return graph.addTensor(tensor.type, tensor.contents, name: "\(own.name)/\(position)")
      }
      let output = removal.type(alone.nodes[0].outputs[0])
      own.outputs = [graph.addTensor(output, name: own.name)]
      return own
    }
  }
}

extension Graph {
  /// One node of another graph, with its tensors.
  fileprivate init(_ node: Node, of graph: Graph) {
    self.init(name: graph.name, tensors: graph.tensors(node.inputs + node.outputs))
    var node = node
    node.inputs = node.inputs.indices.map { TensorID($0) }
    node.outputs = node.outputs.indices.map { TensorID(node.inputs.count + $0) }
    nodes = [node]
  }
}
