internal import EdgeIR
internal import EdgeOperators

/// Which channels of each tensor something needs: an output of the graph, a node that cannot do
/// without single channels, or a weighted sum that the channel's values matter to.
///
/// Channels that a node computes from one another, as an addition does, stand or fall together.
struct ChannelDemand {
  private let graph: Graph
  private let ranges: ChannelRanges
  /// By tensor: its first channel's place in `parents`.
  private var first: [Int] = []
  /// A forest of channels that stand or fall together (union by path halving).
  private var parents: [Int] = []
  private var isNeeded: [Bool] = []
  /// Nodes that choose among the channels of their first input, by what weights they have for them.
  private var sums: [(node: Node, weighted: WeightedNode)] = []

  init(_ graph: Graph, _ ranges: ChannelRanges) {
    self.graph = graph
    self.ranges = ranges
    var count = 0
    for tensor in graph.tensors {
      first.append(count)
      count += tensor.type.channels
    }
    parents = Array(0..<count)
    isNeeded = Array(repeating: false, count: count)
    var fixed = graph.inputs + graph.outputs
    fixed += graph.tensors.indices.map(TensorID.init).filter { !Self.canShrink(graph[$0]) }
    for node in graph.nodes { fixed += link(node) }
    for id in fixed { need(id) }
    settle()
  }

  /// The channels that are needed, ascending. Never empty.
  mutating func kept(_ id: TensorID) -> [Int] {
    (0..<graph[id].type.channels).filter { isNeeded[root(id, $0)] }
  }

  private static func canShrink(_ tensor: Tensor) -> Bool {
    !tensor.isVariable && tensor.type.element == .int8 && tensor.contents != .missing
      && (tensor.isConstant || tensor.type.quantization?.axis == nil)
  }

  // MARK: Links

  /// Links what the node computes from one another, and returns the tensors it needs all of.
  private mutating func link(_ node: Node) -> [TensorID] {
    if let weighted = WeightedNode(node, graph, ranges) {
      return link(node, weighted)
    }
    guard let op = node.op as? any ChannelwiseOperator,
      let sources = op.sources(graph.types(node.inputs), graph.types(node.outputs))
    else { return node.inputs + node.outputs }
    return link(node, sources)
  }

  private mutating func link(_ node: Node, _ weighted: WeightedNode) -> [TensorID] {
    if weighted.isDepthwise {
      for channel in 0..<weighted.order.outputs {
        let source = weighted.order.channel(output: channel, term: 0)
        join(root(node.outputs[0], channel), root(node.inputs[0], source))
      }
      return []
    }
    guard weighted.order.isDense else { return [node.inputs[0], node.outputs[0]] }
    sums.append((node, weighted))
    return []
  }

  private mutating func link(_ node: Node, _ sources: [[[ChannelSource]]]) -> [TensorID] {
    var fixed: [TensorID] = []
    for (output, channels) in zip(node.outputs, sources) {
      for (channel, sources) in channels.enumerated() {
        for source in sources {
          let input = node.inputs[source.input]
          if source.isRepeated {
            fixed.append(input)
          } else {
            join(root(output, channel), root(input, source.channel))
          }
        }
      }
    }
    return fixed
  }

  private mutating func root(_ id: TensorID, _ channel: Int) -> Int {
    var at = first[id.index] + channel
    while parents[at] != at {
      parents[at] = parents[parents[at]]
      at = parents[at]
    }
    return at
  }

  private mutating func join(_ a: Int, _ b: Int) { parents[a] = b }

  // MARK: Demand

  private mutating func need(_ id: TensorID) {
    for channel in 0..<graph[id].type.channels { isNeeded[root(id, channel)] = true }
  }

  /// Follows the demand to its end, every tensor keeping one channel at least.
  private mutating func settle() {
    repeat { follow() } while keepOne()
  }

  private mutating func follow() {
    var isChanged = true
    while isChanged {
      isChanged = false
      for (node, weighted) in sums.reversed() {
        for output in 0..<weighted.order.outputs where isNeeded[root(node.outputs[0], output)] {
          for channel in weighted.channels[output] {
            let source = root(node.inputs[0], channel)
            isChanged = isChanged || !isNeeded[source]
            isNeeded[source] = true
          }
        }
      }
    }
  }

  /// Whether a channel had to be added.
  private mutating func keepOne() -> Bool {
    var isChanged = false
    for id in graph.tensors.indices.map(TensorID.init) where !hasEnough(id, count: 1) {
      isNeeded[root(id, 0)] = true
      isChanged = true
    }
    for (node, weighted) in sums
    where weighted.leastOutputs > 1 && !hasEnough(node.outputs[0], count: 2) {
      for channel in 0..<2 { isNeeded[root(node.outputs[0], channel)] = true }
      isChanged = true
    }
    return isChanged
  }

  private mutating func hasEnough(_ id: TensorID, count: Int) -> Bool {
    var left = count
    for channel in 0..<graph[id].type.channels where isNeeded[root(id, channel)] {
      left -= 1
      if left == 0 { return true }
    }
    return false
  }
}
