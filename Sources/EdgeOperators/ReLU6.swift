package import EdgeIR

/// `min(max(x, 0), 6)`. Input and output share one quantisation.
package struct ReLU6: Operator {
  package static let name = "relu6"
  package static let inputCount = 1...1

  package init() {}

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    return [TensorType(.int8, inputs[0].shape, inputs[0].quantization)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    [Activation.relu6.reference(inputs[0])]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let x = try inputs[0].perTensorQuantization("input")
    let range = Activation.relu6.range(scale: x.scale, zeroPoint: x.zeroPoint)
    return [LookupTable { min(max($0, range.min), range.max) }.call(output: outputs[0])]
  }
}
