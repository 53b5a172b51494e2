private import CEdgeKernels
package import EdgeIR

/// Transposed convolution of `[N, H, W, C]` with weights `[O, KH, KW, C]` and an optional int32
/// bias `[O]`: input pixel i adds its kernel to the output from position i * stride - padding on.
package struct TransposeConv: Operator {
  package static let name = "transpose_conv"
  package static let inputCount = 2...3

  package var stride: Extent2D
  /// Of the convolution from the output back to the input.
  package var padding: Padding
  /// Rows and pixels of the output.
  package var size: Extent2D
  package var activation: Activation

  package init(
    stride: Extent2D, padding: Padding, size: Extent2D, activation: Activation = .none
  ) {
    self.stride = stride
    self.padding = padding
    self.size = size
    self.activation = activation
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try activation.check()
    let (image, weights) = (try requireImage(inputs, input: 0), try requireImage(inputs, input: 1))
    try size.checkResized()
    _ = try pads(weights)
    try requireWeights(inputs, shape: weights.dropLast() + [image[3]], channels: weights[0])
    return [TensorType(.int8, [image[0], size.height, size.width, weights[0]])]
  }

  /// Padding in front, as TensorFlow Lite's `ComputePaddingHeightWidth` has it for the output.
  private func pads(_ weights: [Int]) throws(OperatorError) -> (top: Int, left: Int) {
    let sides = padding.sides
    for extent in [stride.height, stride.width, weights[1], weights[2]]
    where !(1...65536).contains(extent) {
      throw .mismatch(what: "stride and kernel", expected: "1 to 65536", found: "\(extent)")
    }
    for side in [sides.top, sides.bottom, sides.left, sides.right] where !(0...65536).contains(side)
    {
      throw .mismatch(what: "padding", expected: "0 to 65536", found: "\(side)")
    }
    func before(_ size: Int, _ kernel: Int, _ stride: Int, _ explicit: Int) -> Int {
      switch padding {
      case .same: max(((size + stride - 1) / stride - 1) * stride + kernel - size, 0) / 2
      case .valid: 0
      case .explicit: explicit
      }
    }
    return (
      before(size.height, weights[1], stride.height, sides.top),
      before(size.width, weights[2], stride.width, sides.left)
    )
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let (x, weights) = (inputs[0], inputs[1])
    let (shape, kernel) = (x.shape, weights.shape)
    guard let pads = try? pads(kernel) else { return [] }
    var result = FloatTensor(shape: [shape[0], size.height, size.width, kernel[0]])
    if inputs.count > 2 {
      for index in result.values.indices {
        result.values[index] = inputs[2].values[index % kernel[0]]
      }
    }
    for pixel in 0..<shape[0] * shape[1] * shape[2] {
      let (image, place) = pixel.quotientAndRemainder(dividingBy: shape[1] * shape[2])
      let (row, column) = place.quotientAndRemainder(dividingBy: shape[2])
      for tap in 0..<kernel[1] * kernel[2] {
        let y = row * stride.height - pads.top + tap / kernel[2]
        let x = column * stride.width - pads.left + tap % kernel[2]
        guard (0..<size.height).contains(y), (0..<size.width).contains(x) else { continue }
        let target = ((image * size.height + y) * size.width + x) * kernel[0]
        for output in 0..<kernel[0] {
          let filter = (output * kernel[1] * kernel[2] + tap) * kernel[3]
          result.values[target + output] += (0..<kernel[3]).reduce(Float(0)) { sum, channel in
            sum + inputs[0].values[pixel * kernel[3] + channel] * weights.values[filter + channel]
          }
        }
      }
    }
    return [activation.reference(result)]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let (x, y) = (FeatureShape(inputs[0]), FeatureShape(outputs[0]))
    let weights = inputs[1].type.shape
    let pads = try pads(weights)
    let sum = try weightedSum(inputs, outputs[0])
    let params = er_transpose_conv_s8_params(
      in_height: Int32(x.height), in_width: Int32(x.width), out_height: Int32(y.height),
      out_width: Int32(y.width), kernel_h: Int32(weights[1]), kernel_w: Int32(weights[2]),
      stride_h: Int32(stride.height), stride_w: Int32(stride.width), pad_top: Int32(pads.top),
      pad_left: Int32(pads.left), in_channels: Int32(x.channels), out_channels: Int32(y.channels),
      input_offset: sum.inputOffset, output_offset: sum.outputOffset,
      activation_min: sum.activation.min, activation_max: sum.activation.max)
    let (tall, step) = (weights[1], stride.height)
    let rows = AxisWindow(
      stride: 1, before: tall - step - pads.top, span: (tall + step - 1) / step, divisor: step)
    return [
      KernelCall(
        kernel: UInt16(er_transpose_conv_s8), inputs: [x.operand(0)], outputs: [y.operand(0)],
        params: members(of: params), constants: sum.constants, rows: y.rows,
        images: x.batches, windows: [InputWindow(rows: rows)])
    ]
  }

  package func macs(_ inputs: [TensorType], _ outputs: [TensorType]) -> Int {
    inputs[0].elementCount * inputs[1].elementCount / inputs[1].shape[3]
  }
}
