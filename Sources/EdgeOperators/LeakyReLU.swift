package import EdgeIR

/// `x` where it is not negative, `alpha * x` elsewhere.
package struct LeakyReLU: Operator {
  package static let name = "leaky_relu"
  package static let inputCount = 1...1

  package var alpha: Float

  package init(alpha: Float) { self.alpha = alpha }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    guard alpha.isFinite, abs(alpha) <= 65536 else {
      throw .mismatch(what: "alpha", expected: "-65536 to 65536", found: "\(alpha)")
    }
    return [TensorType(.int8, inputs[0].shape)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let x = inputs[0]
    return [FloatTensor(shape: x.shape, values: x.values.map { $0 >= 0 ? $0 : alpha * $0 })]
  }

  /// The ratios of the scales are floats, as in TensorFlow Lite Micro.
  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let x = try inputs[0].perTensorQuantization("input")
    let y = try outputs[0].perTensorQuantization("output")
    let positive = Multiplier(Double(x.scale / y.scale))
    var negative = Multiplier(Double(x.scale * abs(alpha) / y.scale))
    if alpha < 0 { negative.value = -negative.value }
    let table = LookupTable { value in
      let centered = value - x.zeroPoint
      return (centered >= 0 ? positive(centered) : negative(centered)) &+ y.zeroPoint
    }
    return [table.call(output: outputs[0])]
  }
}
