package import EdgeIR

/// `min(max(x, 0), 6)`, requantised to the output's scale.
package struct ReLU6: Operator {
  package static let name = "relu6"
  package static let inputCount = 1...1

  package init() {}

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    return [TensorType(.int8, inputs[0].shape)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    [Activation.relu6.reference(inputs[0])]
  }

  /// Where the scales differ this is what TensorFlow Lite computes. TensorFlow Lite Micro clamps at
  /// the input's 0 and 6 and leaves the integers as they are, so that they mean something else.
  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let x = try inputs[0].perTensorQuantization("input")
    let y = try outputs[0].perTensorQuantization("output")
    let multiplier = Multiplier(Double(x.scale) / Double(y.scale))
    let range = Activation.relu6.range(scale: y.scale, zeroPoint: y.zeroPoint)
    let table = LookupTable {
      min(max(multiplier($0 - x.zeroPoint) &+ y.zeroPoint, range.min), range.max)
    }
    return [table.call(output: outputs[0])]
  }
}
