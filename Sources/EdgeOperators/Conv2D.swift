private import CEdgeKernels
package import EdgeIR
internal import EdgeReference

/// Convolution of `[N, H, W, C]` with weights `[O, KH, KW, C / groups]` and an optional int32 bias
/// `[O]`.
package struct Conv2D: Operator {
  package static let name = "conv2d"
  package static let inputCount = 2...3

  package var stride, dilation: Extent2D
  package var padding: Padding
  package var groups: Int
  package var activation: Activation

  package init(
    stride: Extent2D = Extent2D(1, 1), dilation: Extent2D = Extent2D(1, 1),
    padding: Padding = .same, groups: Int = 1, activation: Activation = .none
  ) {
    self.stride = stride
    self.dilation = dilation
    self.padding = padding
    self.groups = groups
    self.activation = activation
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try activation.check()
    let window = try window(inputs.map(\.shape))
    let (image, outChannels) = (inputs[0].shape, inputs[1].shape[0])
    guard groups >= 1, image[3] % groups == 0, outChannels % groups == 0 else {
      throw .mismatch(
        what: "groups",
        expected: "a divisor of \(image[3]) input and \(outChannels) output channels",
        found: "\(groups)")
    }
    let kernel = [window.kernelHeight, window.kernelWidth]
    try requireWeights(
      inputs, shape: [outChannels] + kernel + [image[3] / groups], channels: outChannels)
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
    let sum = inputs[0].convolved(inputs[1], bias: bias, window: window, groups: groups)
    return [activation.reference(sum)]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let (x, y) = (FeatureShape(inputs[0]), FeatureShape(outputs[0]))
    let window = try window(inputs.map(\.type.shape))
    let sum = try weightedSum(inputs, outputs[0])
    let params = er_conv2d_s8_params(
      window: window.params, input_count: 1, in_channels: Int32(x.channels),
      out_channels: Int32(y.channels), groups: Int32(groups), input_offset: sum.inputOffset,
      output_offset: sum.outputOffset, activation_min: sum.activation.min,
      activation_max: sum.activation.max)
    return [
      KernelCall(
        kernel: UInt16(er_conv2d_s8), inputs: [x.operand(0)], outputs: [y.operand(0)],
        params: members(of: params), constants: sum.constants, rows: y.rows,
        images: x.batches, windows: [window.inputWindow],
        viewCount: member(\er_conv2d_s8_params.input_count))
    ]
  }

  package func macs(_ inputs: [TensorType], _ outputs: [TensorType]) -> Int {
    saturatedProduct(outputs[0].elementCount, inputs[1].elementCount / inputs[1].shape[0])
  }
}
