private import CEdgeKernels
package import EdgeIR

/// Sums, int32 `[N, H, W, C]`, requantised; or the last row of running ones, int32 `[1, H, 1, C]`.
/// No file holds it.
package struct RequantizeSums: Operator {
  package static let name = "requantize_sums"
  package static let inputCount = 1...1

  /// Of the sums, by channel.
  package var scales: [Double]
  package var activation: Activation
  /// Of the output: that of the sums, or extents of 1 around C where only the last row counts.
  package var shape: [Int]

  package init(scales: [Double], activation: Activation, shape: [Int]) {
    self.scales = scales
    self.activation = activation
    self.shape = shape
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    let channels = try requireImage(inputs, input: 0)[3]
    guard inputs[0].element == .int32, scales.count == channels,
      shape == inputs[0].shape
        || inputs[0].elementCount == channels * inputs[0].shape[1]
          && shape.reduce(1, *) == channels
    else {
      throw .mismatch(
        what: "input 0", expected: "int32 sums of \(shape)", found: "\(inputs[0])")
    }
    return [TensorType(.int8, shape)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let sums = inputs[0].values.suffix(shape.reduce(1, *))
    return [activation.reference(FloatTensor(shape: shape, values: Array(sums)))]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let (x, y) = (FeatureShape(inputs[0]), FeatureShape(outputs[0]))
    let output = try outputs[0].perTensorQuantization("output")
    let range = activation.range(scale: output.scale, zeroPoint: output.zeroPoint)
    let multipliers = scales.map { Multiplier($0 / Double(output.scale)) }
    let before = x.rows - y.rows
    let params = er_requantize_sums_s8_params(
      row: Int32(before), width: Int32(y.width), channels: Int32(y.channels),
      output_offset: output.zeroPoint, activation_min: range.min, activation_max: range.max)
    let rows = AxisWindow(stride: 1, before: -before, span: 1)
    return [
      KernelCall(
        kernel: UInt16(er_requantize_sums_s8), inputs: [x.operand(0)], outputs: [y.operand(0)],
        params: members(of: params),
        constants: bytes(of: multipliers.map(\.value)) + bytes(of: multipliers.map(\.shift)),
        rows: y.rows, images: before == 0 ? x.batches : 1,
        windows: [InputWindow(rows: rows, columns: .identity)],
        inPlace: [InPlace(input: 0, output: 0)])
    ]
  }
}
