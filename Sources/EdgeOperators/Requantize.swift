package import EdgeIR

/// The same reals in another quantisation.
package struct Requantize: Operator {
  package static let name = "requantize"
  package static let inputCount = 1...1

  package init() {}

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    return [TensorType(.int8, inputs[0].shape)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] { inputs }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let x = try inputs[0].perTensorQuantization("input")
    let y = try outputs[0].perTensorQuantization("output")
    let multiplier = Multiplier(Double(x.scale) / Double(y.scale))
    return [
      LookupTable { multiplier($0 - x.zeroPoint) &+ y.zeroPoint }.call(output: outputs[0])
    ]
  }
}
