private import CEdgeKernels
package import EdgeIR
private import EdgeReference

/// Largest value of every window over `[N, H, W, C]`, channel by channel; padding does not count.
package struct MaxPool2D: Operator {
  package static let name = "max_pool2d"
  package static let inputCount = 1...1

  package var window, stride: Extent2D
  package var padding: Padding
  package var activation: Activation

  package init(
    window: Extent2D, stride: Extent2D, padding: Padding = .valid, activation: Activation = .none
  ) {
    self.window = window
    self.stride = stride
    self.padding = padding
    self.activation = activation
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try activation.check()
    try requireInt8(inputs)
    let window = try geometry(try requireImage(inputs, input: 0))
    let shape = inputs[0].shape
    return [
      TensorType(
        .int8, [shape[0], window.outHeight, window.outWidth, shape[3]], inputs[0].quantization)
    ]
  }

  private func geometry(_ image: [Int]) throws(OperatorError) -> Window2D {
    try Window2D(pooling: image, window: window, stride: stride, padding: padding)
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    guard let window = try? geometry(inputs[0].shape) else { return [] }
    return [activation.reference(inputs[0].maxPooled(window))]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let (x, y) = (FeatureShape(inputs[0]), FeatureShape(outputs[0]))
    let window = try geometry(inputs[0].type.shape)
    let quantization = try outputs[0].perTensorQuantization("output")
    let range = activation.range(scale: quantization.scale, zeroPoint: quantization.zeroPoint)
    let params = er_max_pool_s8_params(
      window: window.params, input_count: 1, activation_min: range.min, activation_max: range.max)
    return [
      KernelCall(
        kernel: UInt16(er_max_pool_s8), inputs: [x.operand(0)], outputs: [y.operand(0)],
        params: members(of: params), rows: y.rows, windows: [window.rowWindow])
    ]
  }
}
