private import CEdgeKernels
package import EdgeIR

/// `x / sqrt(sum(x^2))` along the last axis.
package struct L2Normalization: Operator {
  package static let name = "l2_normalization"
  package static let inputCount = 1...1

  package init() {}

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    guard let channels = inputs[0].shape.last, channels <= 33_025 else {
      throw .unsupported(
        what: "last axis", expected: "at most 33025 positions", found: "\(inputs[0].shape)")
    }
    return [TensorType(.int8, inputs[0].shape, Quantization(scale: 1 / 128, zeroPoint: 0))]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let x = inputs[0]
    let channels = x.shape[x.shape.count - 1]
    var result = x
    for start in stride(from: 0, to: x.values.count, by: channels) {
      let row = start..<start + channels
      let norm = x.values[row].reduce(0) { $0 + $1 * $1 }.squareRoot()
      for index in row where norm > 0 { result.values[index] = x.values[index] / norm }
    }
    return [result]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let x = try inputs[0].perTensorQuantization("input")
    let y = FeatureShape(outputs[0])
    let params = er_l2_normalize_s8_params(
      width: Int32(y.width), channels: Int32(y.channels), input_offset: -x.zeroPoint)
    return [
      KernelCall(
        kernel: UInt16(er_l2_normalize_s8), inputs: [y.operand(0)], outputs: [y.operand(0)],
        params: members(of: params), rows: y.rows, windows: [.identity],
        inPlace: [InPlace(input: 0, output: 0)])
    ]
  }
}
