private import CEdgeKernels
package import EdgeIR

#if canImport(Glibc)
  private import Glibc
#endif

/// `1 / (1 + exp(-x))`.
package struct Logistic: Operator {
  package static let name = "logistic"
  package static let inputCount = 1...1

  package init() {}

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    let quantization = Quantization(scale: 1 / 256, zeroPoint: -128)
    return [TensorType(.int8, inputs[0].shape, quantization)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let x = inputs[0]
    return [FloatTensor(shape: x.shape, values: x.values.map { 1 / (1 + exp(-$0)) })]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let table = try FixedPointInput(inputs[0]).table {
      er_rounding_shift(er_logistic($0), 23) - 128
    }
    return [table.call(output: outputs[0])]
  }
}
