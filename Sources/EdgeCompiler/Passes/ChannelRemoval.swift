internal import EdgeIR
internal import EdgeOperators

/// A graph on its way to fewer channels.
struct ChannelRemoval {
  private let original: Graph
  var graph: Graph
  private let ranges: ChannelRanges
  /// By tensor: the channels that are left.
  private let kept: [[Int]]
  private let readers: [[Int]]

  init(_ graph: Graph, _ ranges: ChannelRanges, _ kept: [[Int]]) {
    (original, self.graph, self.ranges, self.kept) = (graph, graph, ranges, kept)
    readers = graph.readers()
  }

  /// The type with the channels that are left.
  func type(_ id: TensorID) -> TensorType {
    var type = original[id].type
    type.shape[type.shape.count - 1] = kept[id.index].count
    return type
  }

  /// Makes a node compute the channels that are left from those that are left.
  mutating func shrink(_ index: Int) {
    let node = original.nodes[index]
    if let weighted = WeightedNode(node, original, ranges) {
      shrink(index, weighted)
    } else if let op = node.op as? any ChannelwiseOperator {
      let kept = KeptChannels(
        inputs: node.inputs.map { self.kept[$0.index] },
        outputs: node.outputs.map { self.kept[$0.index] },
        outputShapes: node.outputs.map { type($0).shape })
      graph.nodes[index].op = op.keeping(kept, of: original.types(node.inputs))
      for (position, id) in node.inputs.enumerated() where original[id].isConstant {
        shrinkConstant(index, position)
      }
    }
  }

  /// Leaves a constant operand of a channelwise node the channels that are left.
  private mutating func shrinkConstant(_ index: Int, _ position: Int) {
    let id = original.nodes[index].inputs[position]
    let (tensor, kept) = (original[id], kept[id.index])
    let channels = tensor.type.channels
    guard case .bytes(let bytes) = tensor.contents, kept.count < channels else { return }
    var type = type(id)
    if type.quantization?.axis == type.shape.count - 1 {
      type.quantization = type.quantization?.keeping(kept)
    }
    let left = (0..<bytes.count / channels).flatMap { pixel in
      kept.map { bytes[pixel * channels + $0] }
    }
    setConstant(index, position, type, left)
  }

  private mutating func shrink(_ index: Int, _ weighted: WeightedNode) {
    let node = original.nodes[index]
    let (from, to) = (kept[node.inputs[0].index], kept[node.outputs[0].index])
    let order = weighted.order
    let isKept = Set(from)
    let terms = (0..<order.terms).filter {
      weighted.isDepthwise || isKept.contains(order.channel(output: 0, term: $0))
    }
    var type = original[node.inputs[1]].type
    let places: [Int]
    if weighted.outputAxis == 0 {
      let last = type.shape.count - 1
      type.shape[last] = terms.count / type.shape[1..<last].reduce(1, *)
      places = to.flatMap { output in terms.map { order.index(output: output, term: $0) } }
    } else {
      places = terms.flatMap { term in to.map { order.index(output: $0, term: term) } }
    }
    type.shape[weighted.outputAxis] = to.count
    if type.quantization?.axis != nil { type.quantization = type.quantization?.keeping(to) }
    setConstant(index, 1, type, places.map { UInt8(bitPattern: weighted.sum.weights[$0]) })
    setBias(index, weighted.isDepthwise ? weighted.sum.bias : weighted.bias(keeping: from), to)
  }

  private mutating func setBias(_ index: Int, _ bias: [Int32], _ kept: [Int]) {
    let inputs = original.tensors(original.nodes[index].inputs)
    guard inputs.count > 2 || bias.contains(where: { $0 != 0 }) else { return }
    var type =
      inputs.count > 2
      ? inputs[2].type
      : TensorType(.int32, [bias.count], WeightedNode.biasQuantization(inputs))
    type.shape = [kept.count]
    if type.quantization?.axis != nil { type.quantization = type.quantization?.keeping(kept) }
    let bytes = kept.flatMap { channel in
      (0..<4).map { UInt8(truncatingIfNeeded: bias[channel] >> (8 * $0)) }
    }
    setConstant(index, 2, type, bytes)
  }

  /// Gives a node a constant operand, in place of the one it has if no other node reads that.
  private mutating func setConstant(
    _ index: Int, _ position: Int, _ type: TensorType, _ bytes: [UInt8]
  ) {
    let inputs = original.nodes[index].inputs
    guard position < inputs.count else {
      let name = "\(original.nodes[index].name)/bias"
      graph.nodes[index].inputs.append(graph.addConstant(type, bytes, name: name))
      return
    }
    let id = inputs[position]
    if readers[id.index] == [index], inputs.filter({ $0 == id }).count == 1 {
      (graph[id].type, graph[id].contents) = (type, .bytes(bytes))
    } else {
      graph.nodes[index].inputs[position] = graph.addConstant(
        type, bytes, name: original[id].name)
    }
  }
}

extension Quantization {
  /// Of the given channels, where there is a scale for each.
  fileprivate func keeping(_ channels: [Int]) -> Quantization {
    var quantization = self
    quantization.scales = channels.map { scales[$0] }
    quantization.zeroPoints = channels.map { zeroPoints[$0] }
    return quantization
  }
}
