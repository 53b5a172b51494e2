private import CEdgeKernels
package import EdgeIR

#if canImport(Glibc)
  private import Glibc
#endif

/// `x - log(sum(exp(x)))` along the last axis.
package struct LogSoftmax: Operator {
  package static let name = "log_softmax"
  package static let inputCount = 1...1

  package init() {}

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    try requireSoftmaxChannels(inputs[0])
    return [TensorType(.int8, inputs[0].shape, Quantization(scale: 1 / 16, zeroPoint: 127))]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let x = inputs[0]
    let channels = x.shape[x.shape.count - 1]
    var result = x
    for start in stride(from: 0, to: x.values.count, by: channels) {
      let row = start..<start + channels
      let largest = x.values[row].max() ?? 0
      let logOfSum = log(x.values[row].reduce(0) { $0 + exp($1 - largest) })
      for index in row { result.values[index] = x.values[index] - largest - logOfSum }
    }
    return [result]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let scaling = try SoftmaxScaling(inputs[0], beta: 1)
    let (multiplier, y) = (scaling.multiplier, FeatureShape(outputs[0]))
    let inverse = Multiplier(Double(1 << (31 - multiplier.shift)) / Double(multiplier.value))
    let params = er_log_softmax_s8_params(
      width: Int32(y.width), channels: Int32(y.channels), input_multiplier: multiplier.value,
      input_left_shift: multiplier.shift, diff_min: scaling.smallestDifference,
      inverse_multiplier: inverse.value, inverse_shift: inverse.shift)
    return [
      KernelCall(
        kernel: UInt16(er_log_softmax_s8), inputs: [y.operand(0)], outputs: [y.operand(0)],
        params: members(of: params), rows: y.rows, windows: [.identity],
        inPlace: [InPlace(input: 0, output: 0)])
    ]
  }
}
