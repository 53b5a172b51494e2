private import CEdgeKernels
internal import EdgeIR
internal import EdgeReference

/// What pools have in common: a window that slides over `[N, H, W, C]`, channel by channel, and
/// does not see the padding. Input and output share one quantisation.
protocol Pool2D: Operator {
  var window: Extent2D { get }
  var stride: Extent2D { get }
  var padding: Padding { get }
  var activation: Activation { get }
  static var kernel: UInt16 { get }
  static func reference(_ image: FloatTensor, _ window: Window2D) -> FloatTensor
}

extension Pool2D {
  func pooledTypes(_ inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try activation.check()
    try requireInt8(inputs)
    let shape = try requireImage(inputs, input: 0)
    let window = try geometry(shape)
    return [
      TensorType(
        .int8, [shape[0], window.outHeight, window.outWidth, shape[3]], inputs[0].quantization)
    ]
  }

  func pooledReference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    guard let window = try? geometry(inputs[0].shape) else { return [] }
    return [activation.reference(Self.reference(inputs[0], window))]
  }

  func pooledCalls(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall] {
    let (x, y) = (FeatureShape(inputs[0]), FeatureShape(outputs[0]))
    let window = try geometry(inputs[0].type.shape)
    let quantization = try outputs[0].perTensorQuantization("output")
    let range = activation.range(scale: quantization.scale, zeroPoint: quantization.zeroPoint)
    let params = er_pool_s8_params(
      window: window.params, input_count: 1, activation_min: range.min, activation_max: range.max)
    return [
      KernelCall(
        kernel: Self.kernel, inputs: [x.operand(0)], outputs: [y.operand(0)],
        params: members(of: params), rows: y.rows, images: x.batches,
        windows: [window.inputWindow], viewCount: member(\er_pool_s8_params.input_count))
    ]
  }

  /// Whether the first window has the whole image of shape `[N, H, W, C]` in it.
  func coversImage(_ shape: [Int]) -> Bool {
    guard let window = try? geometry(shape) else { return false }
    return window.kernelHeight - window.padTop >= shape[1]
      && window.kernelWidth - window.padLeft >= shape[2]
  }

  func geometry(_ image: [Int]) throws(OperatorError) -> Window2D {
    try Window2D(pooling: image, window: window, stride: stride, padding: padding)
  }
}
