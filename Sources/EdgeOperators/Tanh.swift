private import CEdgeKernels
package import EdgeIR

#if canImport(Glibc)
  private import Glibc
#endif

/// Hyperbolic tangent.
package struct Tanh: Operator {
  package static let name = "tanh"
  package static let inputCount = 1...1

  package init() {}

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    return [TensorType(.int8, inputs[0].shape, Quantization(scale: 1 / 128, zeroPoint: 0))]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let x = inputs[0]
    return [FloatTensor(shape: x.shape, values: x.values.map { tanh($0) })]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let table = try FixedPointInput(inputs[0]).table { er_rounding_shift(er_tanh($0), 24) }
    return [table.call(output: outputs[0])]
  }
}
