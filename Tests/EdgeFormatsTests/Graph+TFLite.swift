import EdgeIR
import EdgeOperators

/// What a `.tflite` file says of a graph, written down anew: what it has no words for.
extension Graph {
  /// Whether the graph says something a file cannot.
  var isBeyondTFLite: Bool {
    let read = Set(nodes.filter(\.accessesVariable).map { $0.inputs[0] })
    return nodes.contains { node in
      let operands = node.inputs.dropFirst(node.accessesVariable ? 1 : 0)
      let converts = node.op is Quantize || node.op is Dequantize
      let hasUInt8 = (node.inputs + node.outputs).contains {
        self[$0].type.element == .uint8 && self[$0].type.quantization != nil
      }
      return operands.contains(where: read.contains) || hasUInt8 && !converts || node.op.isClamped
        || node.op is Lookup || node.op is AddN
    }
  }

  /// Whether any window is surrounded by sides of its own, which a file can say of some images
  /// only.
  var hasExplicitPadding: Bool {
    nodes.contains { node in if case .explicit = node.op.padding { true } else { false } }
  }

  /// The graph with the words of a file: biases in the units their integers are added in, one scale
  /// where there is one channel, resolved shapes.
  var inTFLiteWords: Graph {
    var graph = self
    for index in graph.tensors.indices
    where graph.tensors[index].type.quantization?.scales.count == 1 {
      graph.tensors[index].type.quantization?.axis = nil
    }
    for (index, node) in nodes.enumerated() {
      if node.op is Conv2D, node.inputs.count == 3 {
        graph[node.inputs[2]].type.quantization = graph.accumulator(of: node)
      }
      if node.op is Reshape {
        graph.nodes[index].op = Reshape(shape: self[node.outputs[0]].type.shape)
      }
      if let quantize = node.op as? Quantize, quantize.element == .int8,
        self[node.inputs[0]].type.element == .int8
      {
        graph.nodes[index].op = Requantize()
      }
    }
    return graph
  }

  private func accumulator(of node: Node) -> Quantization? {
    guard let x = self[node.inputs[0]].type.quantization,
      let weights = self[node.inputs[1]].type.quantization
    else { return nil }
    var product = Quantization(scales: weights.scales.map { x.scales[0] * $0 }, axis: 0)
    if product.scales.count == 1 { product.axis = nil }
    return product
  }
}

extension Node {
  fileprivate var accessesVariable: Bool { op is ReadVariable || op is AssignVariable }
}

extension Operator {
  fileprivate var isClamped: Bool {
    let activation = Mirror(reflecting: self).descendant("activation") as? Activation
    if case .clamp = activation { return true }
    return false
  }

  fileprivate var padding: Padding? {
    Mirror(reflecting: self).descendant("padding") as? Padding
  }
}
