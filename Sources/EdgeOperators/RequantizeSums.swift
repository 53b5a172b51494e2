private import CEdgeKernels
package import EdgeIR

/// The last row of sums, int32 `[1, H, 1, C]`, requantised: C int8. No file holds it.
package struct RequantizeSums: Operator {
  package static let name = "requantize_sums"
  package static let inputCount = 1...1

  /// Of the sums, by channel.
  package var scales: [Double]
  package var activation: Activation
  /// Of the output: extents of 1 around C.
  package var shape: [Int]

  package init(scales: [Double], activation: Activation, shape: [Int]) {
    self.scales = scales
    self.activation = activation
    self.shape = shape
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    let channels = try requireImage(inputs, input: 0)[3]
    guard inputs[0].element == .int32, scales.count == channels, shape.reduce(1, *) == channels
    else {
      throw .mismatch(
        what: "input 0", expected: "int32 sums of \(shape)", found: "\(inputs[0])")
    }
    return [TensorType(.int8, shape)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let sums = inputs[0].values.suffix(scales.count)
    return [activation.reference(FloatTensor(shape: shape, values: Array(sums)))]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let (x, y) = (FeatureShape(inputs[0]), FeatureShape(outputs[0]))
    let output = try outputs[0].perTensorQuantization("output")
    let range = activation.range(scale: output.scale, zeroPoint: output.zeroPoint)
    let multipliers = scales.map { Multiplier($0 / Double(output.scale)) }
    let params = er_requantize_sums_s8_params(
      row: Int32(x.rows - 1), channels: Int32(y.channels), output_offset: output.zeroPoint,
      activation_min: range.min, activation_max: range.max)
    let last = AxisWindow(stride: 1, before: 1 - x.rows, span: 1)
    return [
      KernelCall(
        kernel: UInt16(er_requantize_sums_s8), inputs: [x.operand(0)], outputs: [y.operand(0)],
        params: members(of: params),
        constants: bytes(of: multipliers.map(\.value)) + bytes(of: multipliers.map(\.shift)),
        rows: 1, windows: [InputWindow(rows: last)])
    ]
  }
}
