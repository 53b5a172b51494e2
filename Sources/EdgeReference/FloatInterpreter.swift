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
  ///
  /// - Parameter last: what the run before returned: variables keep it.
  package func run(_ inputs: [FloatTensor], after last: [TensorID: FloatTensor] = [:])
    -> [TensorID: FloatTensor]
  {
    var values = [TensorID: FloatTensor]()
    for (index, tensor) in graph.tensors.enumerated() where tensor.contents != nil {
      let kept = tensor.isVariable ? last[TensorID(index)] : nil
      values[TensorID(index)] = kept ?? tensor.dequantizedContents
    }
    for (id, value) in zip(graph.inputs, inputs) { values[id] = value }
    for node in graph.nodes {
      let results = node.op.reference(node.inputs.compactMap { values[$0] })
      let variables = type(of: node.op).variableInputs.map { node.inputs[$0] }
      for (id, result) in zip(node.outputs + variables, results) {
        values[id] = result.saturated(to: graph[id].type)
      }
    }
    return values
  }
}

extension Tensor {
  /// The reals the contents' integers stand for; nil when the bytes are missing.
  package var dequantizedContents: FloatTensor? {
    guard case .bytes(let bytes) = contents else { return nil }
    return type.dequantized(bytes)
  }
}

extension TensorType {
  /// The reals that `bytes`, an image of this type, stand for. Nil for bool.
  package func dequantized(_ bytes: [UInt8]) -> FloatTensor? {
    guard element != .bool else { return nil }
    let patterns = stride(from: 0, to: bytes.count, by: element.bytes).map { at in
      bytes[at..<at + element.bytes].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
    guard element != .float32 else {
      return FloatTensor(
        shape: shape, values: patterns.map { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) })
    }
    let unusedBits = UInt64(64 - 8 * element.bytes)
    let integers = patterns.map { pattern in
      element == .uint8 ? Int(pattern) : Int(Int64(bitPattern: pattern << unusedBits) >> unusedBits)
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
        return Float(integer - Int(quantization.zeroPoint(channel: channel)))
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
