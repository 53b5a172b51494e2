package import EdgeIR

/// The same integers, taken to stand for other reals. Files say so where an engine copies integers
/// without a look at their scales.
package struct Reinterpret: Operator {
  package static let name = "reinterpret"
  package static let inputCount = 1...1

  /// One scale for a whole tensor.
  package struct Meaning: Codable, Hashable, Sendable {
    package var scale: Float
    package var zeroPoint: Int32

    package init(scale: Float, zeroPoint: Int32) {
      self.scale = scale
      self.zeroPoint = zeroPoint
    }

    /// Nil for one scale a channel.
    package init?(_ quantization: Quantization) {
      guard quantization.axis == nil else { return nil }
      self.init(scale: quantization.scales[0], zeroPoint: quantization.zeroPoints[0])
    }

    var quantization: Quantization { Quantization(scale: scale, zeroPoint: zeroPoint) }
  }

  /// The input's quantisation.
  package var from: Meaning
  /// The output's.
  package var to: Meaning

  package init(from: Meaning, to: Meaning) {
    self.from = from
    self.to = to
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    guard inputs[0].quantization == from.quantization else {
      throw .mismatch(
        what: "from", expected: inputs[0].quantization?.description ?? "a quantized input",
        found: "\(from.quantization)")
    }
    guard Quantization.isAcceptable(scale: to.scale),
      let range = inputs[0].element.quantizedRange, range.contains(Int(to.zeroPoint))
    else {
      throw .mismatch(
        what: "to", expected: "a quantization of \(inputs[0].element)",
        found: "\(to.quantization)")
    }
    return [TensorType(inputs[0].element, inputs[0].shape, to.quantization)]
  }

  package func aliasing(of inputs: [TensorType]) -> Aliasing { .whole }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let shift = Float(from.zeroPoint) - Float(to.zeroPoint)
    let values = inputs[0].values.map { to.scale * ($0 / from.scale + shift) }
    return [FloatTensor(shape: inputs[0].shape, values: values)]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    [Copy.call(input: 0, output: 0, bytes: inputs[0].type.bytes)]
  }
}
