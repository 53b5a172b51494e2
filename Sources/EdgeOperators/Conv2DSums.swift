private import CEdgeKernels
package import EdgeIR
internal import EdgeReference

/// A convolution of some channels of an image, not requantised: int32 `[N, H, W, O]`. The inputs
/// are x `[N, H, W, C]`, weights `[O, KH, KW, C]`, and a bias int32 `[O]` or the sums so far, int32
/// `[N, H, W, O]`. What a convolution over a concat becomes that takes one part after the other; no
/// file holds it.
package struct Conv2DSums: Operator {
  package static let name = "conv2d_sums"
  package static let inputCount = 2...3

  /// Without groups and activation.
  package var convolution: Conv2D

  package init(_ convolution: Conv2D) {
    self.convolution = Conv2D(
      stride: convolution.stride, dilation: convolution.dilation, padding: convolution.padding)
  }

  /// Whether the sums go on from others.
  private func continues(_ shapes: [[Int]]) -> Bool { shapes.count > 2 && shapes[2].count == 4 }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    let continues = continues(inputs.map(\.shape))
    let types = try convolution.outputTypes(for: continues ? Array(inputs.prefix(2)) : inputs)
    let sums = TensorType(.int32, types[0].shape)
    if continues, inputs[2].shape != sums.shape || inputs[2].element != .int32 {
      throw .mismatch(what: "input 2", expected: "\(sums)", found: "\(inputs[2])")
    }
    return [sums]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    guard continues(inputs.map(\.shape)) else { return convolution.reference(inputs) }
    var sums = convolution.reference(Array(inputs.prefix(2)))
    for index in sums[0].values.indices { sums[0].values[index] += inputs[2].values[index] }
    return sums
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let (x, y) = (FeatureShape(inputs[0]), FeatureShape(outputs[0]))
    let shapes = inputs.map(\.type.shape)
    let window = try convolution.window(shapes)
    let continues = continues(shapes)
    let before = continues ? [y] : []
    let sum = try convolution.weightedSum(
      continues ? Array(inputs.prefix(2)) : inputs, outputs[0].scaled)
    let params = er_conv2d_sums_s8_params(
      window: window.params, input_count: 1, in_channels: Int32(x.channels),
      out_channels: Int32(inputs[1].type.shape[0]), input_offset: sum.inputOffset,
      continues: continues ? 1 : 0)
    let bias = continues ? [] : bytes(of: sum.bias)
    return [
      KernelCall(
        kernel: UInt16(er_conv2d_sums_s8),
        inputs: [x.operand(0)] + before.map { $0.operand(2) }, outputs: [y.operand(0)],
        params: members(of: params),
        constants: bias + sum.weights.map { UInt8(bitPattern: $0) }, rows: y.rows,
        images: x.batches,
        windows: [window.inputWindow] + before.map { _ in .identity },
        inPlace: continues ? [InPlace(input: 1, output: 0)] : [],
        viewCount: member(\er_conv2d_sums_s8_params.input_count))
    ]
  }

  package func macs(_ inputs: [TensorType], _ outputs: [TensorType]) -> Int {
    convolution.macs(inputs, outputs)
  }
}

extension Conv2D {
  /// What turns the sums of all parts of an input into the output; nil where the parts cannot be
  /// taken one by one.
  package func requantizing(_ inputs: [Tensor], to output: TensorType) -> RequantizeSums? {
    guard groups == 1, let x = inputs[0].type.quantization?.scales.first,
      let weights = inputs[1].type.quantization
    else { return nil }
    let scales = WeightedSum.scales(
      x, weights, channels: inputs[1].type.shape[0], singleProduct: Self.roundsScaleProduct)
    return RequantizeSums(scales: scales, activation: activation, shape: output.shape)
  }
}

extension Tensor {
  /// A weighted sum is asked for its bias and weights only: any scale of its result will do.
  var scaled: Tensor {
    var sums = self
    sums.type.quantization = Quantization(scale: 1, zeroPoint: 0)
    return sums
  }
}
