package import EdgeIR

/// `max(x, 0)`, requantised to the output's scale.
package struct ReLU: Operator {
  package static let name = "relu"
  package static let inputCount = 1...1

  package init() {}

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    return [TensorType(.int8, inputs[0].shape)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    [Activation.relu.reference(inputs[0])]
  }

  /// The ratio of the scales is a float's, as in TensorFlow Lite Micro.
  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let x = try inputs[0].perTensorQuantization("input")
    let y = try outputs[0].perTensorQuantization("output")
    let multiplier = Multiplier(Double(x.scale / y.scale))
    return [
      LookupTable { max(multiplier($0 - x.zeroPoint) &+ y.zeroPoint, y.zeroPoint) }
        .call(output: outputs[0])
    ]
  }
}
