internal import EdgeIR
internal import EdgeOperators

/// What values each channel of each int8 tensor can take, whatever the graph is fed: proved bounds,
/// not always the tightest. A channel is a position along the last axis.
struct ChannelRanges {
  private var bounds: [[ClosedRange<Int32>]]

  private static let full: ClosedRange<Int32> = -128...127

  subscript(id: TensorID, channel: Int) -> ClosedRange<Int32> { bounds[id.index][channel] }

  /// The only value of a channel; nil where there may be several.
  func constant(_ id: TensorID, _ channel: Int) -> Int32? {
    let range = bounds[id.index][channel]
    return range.count == 1 ? range.lowerBound : nil
  }

  /// - Complexity: O(weights + channels), and one run of every node that combines constant
  ///   channels.
  init(_ graph: Graph) {
    bounds = graph.tensors.map { tensor in
      tensor.isConstant
        ? Self.bounds(of: tensor) : Array(repeating: Self.full, count: tensor.type.channels)
    }
    for node in graph.nodes {
      let isInt8 = graph.types([node.inputs.first].compactMap(\.self) + node.outputs)
        .allSatisfy { $0.element == .int8 }
      guard isInt8 else { continue }
      if let op = node.op as? any WeightedOperator {
        weigh(op, node, graph)
      } else if let op = node.op as? any ChannelwiseOperator {
        carry(op, node, graph)
      }
    }
  }

  private static func bounds(of constant: Tensor) -> [ClosedRange<Int32>] {
    let channels = constant.type.channels
    guard let values = constant.int8Contents else {
      return Array(repeating: full, count: channels)
    }
    return (0..<channels).map { channel in
      let own = stride(from: channel, to: values.count, by: channels).map { Int32(values[$0]) }
      return (own.min() ?? -128)...(own.max() ?? 127)
    }
  }

  /// Bounds on every accumulator give bounds on what it is stored as.
  private mutating func weigh(_ op: any WeightedOperator, _ node: Node, _ graph: Graph) {
    let (inputs, output) = (graph.tensors(node.inputs), node.outputs[0])
    guard let sum = try? op.weightedSum(inputs, graph[output]) else { return }
    guard let order = op.weightOrder(inputs.map(\.type)) else {
      let range = sum.activation.min...sum.activation.max
      bounds[output.index] = Array(repeating: range, count: graph[output].type.channels)
      return
    }
    let leavesOut = op.leavesTermsOut(inputs.map(\.type))
    let values = bounds[node.inputs[0].index].map { range in
      let offset = sum.inputOffset
      return (low: Int(range.lowerBound + offset), high: Int(range.upperBound + offset))
    }
    for channel in 0..<order.outputs {
      var (low, high) = (Int(sum.bias[channel]), Int(sum.bias[channel]))
      for term in 0..<order.terms {
        let weight = Int(sum.weights[order.index(output: channel, term: term)])
        let value = values[order.channel(output: channel, term: term)]
        let (a, b) = (weight * value.low, weight * value.high)
        low += leavesOut ? min(a, b, 0) : min(a, b)
        high += leavesOut ? max(a, b, 0) : max(a, b)
      }
      bounds[output.index][channel] = sum.outputs(channel: channel, accumulators: low...high)
    }
  }

  private mutating func carry(_ op: any ChannelwiseOperator, _ node: Node, _ graph: Graph) {
    let (inputs, outputs) = (graph.tensors(node.inputs), graph.tensors(node.outputs))
    guard let sources = op.sources(inputs.map(\.type), outputs.map(\.type)) else { return }
    let table = Lookup.table(of: op, inputs, outputs)
    let activation = (op as? any ActivatedOperator)?.activation
    for (position, output) in node.outputs.enumerated() {
      let allowed = graph[output].type.quantization.flatMap { activation?.range($0) } ?? Self.full
      for (channel, sources) in sources[position].enumerated() {
        let hull = hull(of: sources, node)
        if let table {
          bounds[output.index][channel] = Self.image(of: hull, table)
        } else {
          bounds[output.index][channel] =
            type(of: op).staysWithinSources ? hull.clamped(to: allowed) : allowed
        }
      }
    }
    if table == nil, !type(of: op).staysWithinSources { combine(sources, node, graph) }
  }

  private func hull(of sources: [ChannelSource], _ node: Node) -> ClosedRange<Int32> {
    let ranges = sources.map { self[node.inputs[$0.input], $0.channel] }
    return (ranges.map(\.lowerBound).min() ?? -128)...(ranges.map(\.upperBound).max() ?? 127)
  }

  private static func image(of range: ClosedRange<Int32>, _ table: [Int8]) -> ClosedRange<Int32> {
    let values = range.map { Int32(table[Int($0) + 128]) }
    return (values.min() ?? -128)...(values.max() ?? 127)
  }

  /// Channels that are made of constant ones alone are constant where a run shows one value.
  private mutating func combine(
    _ sources: [[[ChannelSource]]], _ node: Node, _ graph: Graph
  ) {
    let isConstant = sources.map { channels in
      channels.map { $0.allSatisfy { constant(node.inputs[$0.input], $0.channel) != nil } }
    }
    guard isConstant.joined().contains(true) else { return }
    let results = ConstantRun.outputs(of: node, in: graph) { id in
      let pixel = bounds[id.index].map { range in
        UInt8(bitPattern: Int8(range.count == 1 ? range.lowerBound : 0))
      }
      return (0..<graph[id].type.elementCount).map { pixel[$0 % pixel.count] }
    }
    for (position, bytes) in (results ?? []).enumerated() {
      let channels = isConstant[position].count
      for channel in 0..<channels where isConstant[position][channel] {
        let found = Set(stride(from: channel, to: bytes.count, by: channels).map { bytes[$0] })
        guard found.count == 1, let value = found.first.map({ Int32(Int8(bitPattern: $0)) }) else {
          continue
        }
        bounds[node.outputs[position].index][channel] = value...value
      }
    }
  }
}
