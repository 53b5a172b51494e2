private import CEdgeKernels
package import EdgeIR

/// Mean over the rows and pixels of `[N, H, W, C]`: `[N, C]`, or `[N, 1, 1, C]` with
/// `keepDimensions`.
package struct Mean: Operator {
  package static let name = "mean"
  package static let inputCount = 1...1

  /// The axes averaged over: 1 and 2.
  package var axes: [Int]
  package var keepDimensions: Bool

  package init(axes: [Int] = [1, 2], keepDimensions: Bool = false) {
    self.axes = axes
    self.keepDimensions = keepDimensions
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    let shape = try requireImage(inputs, input: 0)
    guard Set(axes) == [1, 2] || Set(axes) == [-3, -2] else {
      throw .unsupported(what: "axes", expected: "[1, 2]", found: "\(axes)")
    }
    try checkSum(of: shape[1] * shape[2])
    let kept = keepDimensions ? [shape[0], 1, 1, shape[3]] : [shape[0], shape[3]]
    return [TensorType(.int8, kept)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let shape = inputs[0].shape
    let (pixels, channels) = (shape[1] * shape[2], shape[3])
    var result = FloatTensor(
      shape: keepDimensions ? [shape[0], 1, 1, channels] : [shape[0], channels])
    for (index, value) in inputs[0].values.enumerated() {
      let batch = index / (pixels * channels)
      result.values[batch * channels + index % channels] += value / Float(pixels)
    }
    return [result]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let x = try inputs[0].perTensorQuantization("input")
    let y = try outputs[0].perTensorQuantization("output")
    let image = FeatureShape(inputs[0])
    let multiplier = Multiplier(Double(x.scale) / Double(y.scale))
      .divided(by: image.height * image.width)
    let params = er_mean_s8_params(
      in_height: Int32(image.height), in_width: Int32(image.width),
      channels: Int32(image.channels), input_offset: -x.zeroPoint, multiplier: multiplier.value,
      shift: multiplier.shift, output_offset: y.zeroPoint)
    let output = Operand(
      position: 0, pixelBytes: image.channels, rowBytes: image.channels, rows: image.batches,
      width: 1, channels: image.channels)
    return [
      KernelCall(
        kernel: UInt16(er_mean_s8), inputs: [image.operand(0)], outputs: [output],
        params: members(of: params), scratchBytes: 4 * image.channels, scratchAlignment: 4,
        rows: image.batches, windows: [nil])
    ]
  }
}
