internal import EdgeIR
internal import EdgeOperators

/// A node of weighted sums whose constants are all there, seen channel by channel.
struct WeightedNode {
  let sum: WeightedSum
  let order: WeightOrder
  let outputAxis: Int
  let isDepthwise: Bool
  /// By output channel: the input channels whose values the weights make a difference for, those
  /// left out that are known to add a constant.
  let channels: [[Int]]
  /// Fewer outputs would change the multipliers.
  let leastOutputs: Int
  /// By input channel: what each of its weights adds to the sum, where the channel is constant.
  private let offsets: [Int?]

  /// Nil for other nodes, and where inputs and weights do not line up.
  init?(_ node: Node, _ graph: Graph, _ ranges: ChannelRanges) {
    let inputs = graph.tensors(node.inputs)
    guard let op = node.op as? any WeightedOperator,
      let sum = try? op.weightedSum(inputs, graph[node.outputs[0]]),
      let order = op.weightOrder(inputs.map(\.type))
    else { return nil }
    let needsZero = op.leavesTermsOut(inputs.map(\.type)) || !Self.canHaveBias(inputs)
    let offsets = (0..<inputs[0].type.channels).map { channel -> Int? in
      guard let value = ranges.constant(node.inputs[0], channel) else { return nil }
      let offset = Int(value + sum.inputOffset)
      return needsZero && offset != 0 ? nil : offset
    }
    channels = (0..<order.outputs).map { output in
      var matters = Array(repeating: false, count: offsets.count)
      for term in 0..<order.terms where sum.weights[order.index(output: output, term: term)] != 0 {
        matters[order.channel(output: output, term: term)] = true
      }
      return offsets.indices.filter { matters[$0] && offsets[$0] == nil }
    }
    leastOutputs =
      type(of: op).roundsScaleProduct && inputs[1].type.quantization?.axis != nil
      ? min(2, order.outputs) : 1
    (self.sum, self.order, self.offsets) = (sum, order, offsets)
    (outputAxis, isDepthwise) = (type(of: op).outputAxis, type(of: op).isDepthwise)
  }

  private static func canHaveBias(_ inputs: [Tensor]) -> Bool {
    inputs.count > 2 || biasQuantization(inputs) != nil
  }

  /// Of a bias that a node without one is given; nil where its scales are none a tensor may have.
  static func biasQuantization(_ inputs: [Tensor]) -> Quantization? {
    guard let x = inputs[0].type.quantization, let weights = inputs[1].type.quantization else {
      return nil
    }
    let scales = weights.scales.map { x.scales[0] * $0 }
    guard scales.allSatisfy(Quantization.isAcceptable) else { return nil }
    return weights.axis == nil
      ? Quantization(scale: scales[0], zeroPoint: 0) : Quantization(scales: scales, axis: 0)
  }

  /// The biases with what the input channels other than `kept` add, which is constant where it
  /// matters.
  func bias(keeping kept: [Int]) -> [Int32] {
    let isKept = Set(kept)
    return (0..<order.outputs).map { output in
      var bias = Int(sum.bias[output])
      for term in 0..<order.terms {
        let channel = order.channel(output: output, term: term)
        guard !isKept.contains(channel), let offset = offsets[channel] else { continue }
        bias += Int(sum.weights[order.index(output: output, term: term)]) * offset
      }
      return Int32(truncatingIfNeeded: bias)
    }
  }
}
