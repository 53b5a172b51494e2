private import CEdgeKernels
package import EdgeIR
internal import EdgeReference

/// Depthwise convolution of `[N, H, W, C]` with weights `[1, KH, KW, C * multiplier]` and an
/// optional int32 bias `[C * multiplier]`.
package struct DepthwiseConv2D: Operator {
  package static let name = "depthwise_conv2d"
  package static let inputCount = 2...3

  package var stride, dilation: Extent2D
  package var padding: Padding
  /// Output channels for each input channel.
  package var multiplier: Int
  package var activation: Activation

  package init(
    stride: Extent2D = Extent2D(1, 1), dilation: Extent2D = Extent2D(1, 1),
    padding: Padding = .same, multiplier: Int = 1, activation: Activation = .none
  ) {
    self.stride = stride
    self.dilation = dilation
    self.padding = padding
    self.multiplier = multiplier
    self.activation = activation
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try activation.check()
    let window = try window(inputs.map(\.shape))
    let (image, outChannels) = (inputs[0].shape, inputs[1].shape[3])
    guard multiplier >= 1, outChannels % multiplier == 0, outChannels / multiplier == image[3]
    else {
      throw .mismatch(
        what: "multiplier",
        expected: "\(outChannels) weight channels / \(image[3]) input channels",
        found: "\(multiplier)")
    }
    try requireWeights(
      inputs, shape: [1, window.kernelHeight, window.kernelWidth, outChannels],
      channels: outChannels)
    return [TensorType(.int8, [image[0], window.outHeight, window.outWidth, outChannels])]
  }

  func window(_ shapes: [[Int]]) throws(OperatorError) -> Window2D {
    for input in 0...1 where shapes[input].count != 4 {
      throw .rank(input: input, expected: 4...4, found: shapes[input].count)
    }
    return try Window2D(
      input: shapes[0], kernel: Extent2D(shapes[1][1], shapes[1][2]), stride: stride,
      dilation: dilation, padding: padding)
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    guard let window = try? window(inputs.map(\.shape)) else { return [] }
    let bias = inputs.count > 2 ? inputs[2] : nil
    let sum = inputs[0].depthwiseConvolved(
      inputs[1], bias: bias, window: window, multiplier: multiplier)
    return [activation.reference(sum)]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let (x, y) = (FeatureShape(inputs[0]), FeatureShape(outputs[0]))
    let window = try window(inputs.map(\.type.shape))
    let sum = try weightedSum(inputs, outputs[0])
    let params = er_depthwise_conv2d_s8_params(
      window: window.params, input_count: 1, in_channels: Int32(x.channels),
      depth_multiplier: Int32(multiplier), input_offset: sum.inputOffset,
      output_offset: sum.outputOffset, activation_min: sum.activation.min,
      activation_max: sum.activation.max)
    return [
      KernelCall(
        kernel: UInt16(er_depthwise_conv2d_s8), inputs: [x.operand(0)], outputs: [y.operand(0)],
        params: members(of: params), constants: sum.constants, rows: y.rows,
        images: x.batches, windows: [window.inputWindow],
        viewCount: member(\er_depthwise_conv2d_s8_params.input_count))
    ]
  }

  package func macs(_ inputs: [TensorType], _ outputs: [TensorType]) -> Int {
    saturatedProduct(outputs[0].elementCount, inputs[1].shape[1] * inputs[1].shape[2])
  }
}
