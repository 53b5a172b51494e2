package import EdgeIR

/// Runs a graph's float meaning, node by node, in the file's order.
package struct FloatInterpreter: Sendable {
  private let graph: Graph

  /// - Precondition: `graph` passes `verify`, and no constant misses its contents.
  package init(_ graph: Graph) {
    self.graph = graph
  }

  /// The value of every tensor for these inputs, each of the shape its tensor declares.
  ///
  /// A quantised tensor saturates at the ends of its range, in float as in integers: networks whose
  /// ReLU is the saturation at zero point -128 mean just that.
  package func run(_ inputs: [FloatTensor]) -> [TensorID: FloatTensor] {
    var values = [TensorID: FloatTensor]()
    for (index, tensor) in graph.tensors.enumerated() where tensor.isConstant {
      values[TensorID(index)] = tensor.dequantizedContents
    }
    for (id, value) in zip(graph.inputs, inputs) { values[id] = value }
    for node in graph.nodes {
      let results = node.op.reference(node.inputs.compactMap { values[$0] })
      for (id, result) in zip(node.outputs, results) {
        values[id] = result.saturated(to: graph[id].type)
      }
    }
    return values
  }
}

extension Tensor {
  /// The reals a constant's integers stand for; nil when its bytes are missing.
  package var dequantizedContents: FloatTensor? {
    guard case .bytes(let bytes) = contents else { return nil }
    return type.dequantized(bytes)
  }
}

extension TensorType {
  /// The reals that `bytes`, an image of this type, stand for. Nil for elements other than int8,
  /// int32 and float32.
  package func dequantized(_ bytes: [UInt8]) -> FloatTensor? {
    let stored = Tensor(name: "", type: self, contents: .bytes(bytes))
    let integers: [Int32]
    switch element {
    case .int8: integers = stored.int8Contents?.map(Int32.init) ?? []
    case .int32, .float32:
      integers =
        Tensor(name: "", type: TensorType(.int32, shape), contents: .bytes(bytes))
        .int32Contents ?? []
    case .uint8, .int16, .int64, .bool: return nil
    }
    guard element != .float32 else {
      return FloatTensor(
        shape: shape, values: integers.map { Float(bitPattern: UInt32(bitPattern: $0)) })
    }
    guard let quantization else {
      return FloatTensor(shape: shape, values: integers.map(Float.init))
    }
    let inner = quantization.axis.map { shape[($0 + 1)...].reduce(1, *) } ?? elementCount
    let channels = quantization.scales.count
    return FloatTensor(
      shape: shape,
      values: integers.enumerated().map { index, integer in
        let channel = index / inner % channels
        return Float(integer - quantization.zeroPoint(channel: channel))
          * quantization.scale(channel: channel)
      })
  }
}

extension FloatTensor {
  fileprivate func saturated(to type: TensorType) -> FloatTensor {
    guard let quantization = type.quantization, quantization.axis == nil,
      let range = type.element.quantizedRange, type.element != .int32
    else { return self }
    let (scale, zeroPoint) = (quantization.scales[0], Int(quantization.zeroPoints[0]))
    let low = Float(range.lowerBound - zeroPoint) * scale
    let high = Float(range.upperBound - zeroPoint) * scale
    return FloatTensor(shape: shape, values: values.map { min(max($0, low), high) })
  }
}
