private import CEdgeKernels
package import EdgeIR

/// The sums of the rows of `[1, H, W, C]` from the first on, pixel by pixel: int32 `[1, H, 1, C]`,
/// of which the last row is the sum of the image less its zero points. What a mean becomes where
/// its input comes row by row; no file holds it.
package struct RunningSum: Operator {
  package static let name = "running_sum"
  package static let inputCount = 1...1

  /// Whether the sum is of `x - zero point`.
  package var isCentered: Bool

  package init(isCentered: Bool) { self.isCentered = isCentered }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    let shape = try requireImage(inputs, input: 0)
    guard shape[0] == 1 else {
      throw .mismatch(what: "input 0", expected: "one image", found: "\(shape)")
    }
    return [TensorType(.int32, [1, shape[1], 1, shape[3]])]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let shape = inputs[0].shape
    var sums = FloatTensor(shape: [1, shape[1], 1, shape[3]])
    for (index, value) in inputs[0].values.enumerated() {
      let (row, channel) = (index / (shape[2] * shape[3]), index % shape[3])
      for later in row..<shape[1] { sums.values[later * shape[3] + channel] += value }
    }
    return [sums]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let (x, y) = (FeatureShape(inputs[0]), FeatureShape(outputs[0]))
    let zeroPoint = try inputs[0].perTensorQuantization("input").zeroPoint
    let params = er_running_sum_s8_params(
      width: Int32(x.width), channels: Int32(x.channels), input_offset: isCentered ? -zeroPoint : 0)
    var call = KernelCall(
      kernel: UInt16(er_running_sum_s8), inputs: [x.operand(0)], outputs: [y.operand(0)],
      params: members(of: params), rows: y.rows, windows: [.rowByRow])
    call.readsRowBefore = true
    return [call]
  }
}
