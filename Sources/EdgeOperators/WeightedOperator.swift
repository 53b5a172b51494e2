package import EdgeIR
internal import EdgeReference

/// An operator whose output channels are weighted sums of its first input: the inputs are x,
/// constant weights, and optionally a bias.
package protocol WeightedOperator: ActivatedOperator {
  /// The axis of the weights that counts output channels.
  static var outputAxis: Int { get }
  /// Whether the product of input and weight scale is rounded to float before it is divided, where
  /// one scale serves all weights, as TensorFlow Lite's fully connected layers do.
  static var roundsScaleProduct: Bool { get }

  /// Whether every output channel comes from one input channel, whatever the shapes.
  static var isDepthwise: Bool { get }

  /// Which weight meets which channel; nil where the input's channels do not line up with them.
  func weightOrder(_ inputs: [TensorType]) -> WeightOrder?

  /// Whether some sums leave terms out, because they lie outside the image.
  func leavesTermsOut(_ inputs: [TensorType]) -> Bool
}

extension WeightedOperator {
  package static var outputAxis: Int { 0 }
  package static var roundsScaleProduct: Bool { false }
  package static var isDepthwise: Bool { false }

  /// - Throws: what the kernels cannot do, and constants that are missing.
  package func weightedSum(_ inputs: [Tensor], _ output: Tensor) throws(OperatorError)
    -> WeightedSum
  {
    try WeightedSum(
      inputs, output: output, activation: activation, channelAxis: Self.outputAxis,
      channels: inputs[1].type.shape[Self.outputAxis], singleProduct: Self.roundsScaleProduct)
  }
}

/// Where the terms of a weighted sum lie: the weight of term `t` of output channel `o` is stored at
/// `o * outputStep + t * termStep`, and belongs to channel `t % period` of the output's group of
/// input channels.
package struct WeightOrder: Hashable, Sendable {
  package var outputs, terms: Int
  var outputStep, termStep: Int
  /// Input channels of a group.
  var period: Int
  /// Output channels of a group.
  var groupOutputs: Int

  /// Whether every output channel may use every input channel.
  package var isDense: Bool { groupOutputs == outputs }

  package func index(output: Int, term: Int) -> Int { output * outputStep + term * termStep }

  package func channel(output: Int, term: Int) -> Int {
    output / groupOutputs * period + term % period
  }

  /// Of weights stored output channel by output channel.
  static func rows(_ shape: [Int], period: Int, groups: Int = 1) -> WeightOrder {
    let terms = shape.dropFirst().reduce(1, *)
    return WeightOrder(
      outputs: shape[0], terms: terms, outputStep: terms, termStep: 1, period: period,
      groupOutputs: shape[0] / groups)
  }
}

extension Conv2D: WeightedOperator {
  package func weightOrder(_ inputs: [TensorType]) -> WeightOrder? {
    .rows(inputs[1].shape, period: inputs[1].shape[3], groups: groups)
  }

  package func leavesTermsOut(_ inputs: [TensorType]) -> Bool {
    (try? window(inputs.map(\.shape)).leavesImage) ?? true
  }
}

extension DepthwiseConv2D: WeightedOperator {
  package static var outputAxis: Int { 3 }
  package static var isDepthwise: Bool { true }

  package func weightOrder(_ inputs: [TensorType]) -> WeightOrder? {
    let shape = inputs[1].shape
    return WeightOrder(
      outputs: shape[3], terms: shape[1] * shape[2], outputStep: 1, termStep: shape[3], period: 1,
      groupOutputs: multiplier)
  }

  package func leavesTermsOut(_ inputs: [TensorType]) -> Bool {
    (try? window(inputs.map(\.shape)).leavesImage) ?? true
  }
}

extension FullyConnected: WeightedOperator {
  package static var roundsScaleProduct: Bool { true }

  package func weightOrder(_ inputs: [TensorType]) -> WeightOrder? {
    let (weights, channels) = (inputs[1].shape, inputs[0].shape.last ?? 1)
    return weights[1] % channels == 0 ? .rows(weights, period: channels) : nil
  }

  package func leavesTermsOut(_ inputs: [TensorType]) -> Bool { false }
}

extension TransposeConv: WeightedOperator {
  package func weightOrder(_ inputs: [TensorType]) -> WeightOrder? {
    .rows(inputs[1].shape, period: inputs[1].shape[3])
  }

  /// Not every tap of the kernel meets every output pixel.
  package func leavesTermsOut(_ inputs: [TensorType]) -> Bool { true }
}

extension Window2D {
  /// Whether some tap of some position lies outside the image.
  fileprivate var leavesImage: Bool {
    let bottom =
      (outHeight - 1) * strideHeight - padTop + (kernelHeight - 1) * dilationHeight
    let right = (outWidth - 1) * strideWidth - padLeft + (kernelWidth - 1) * dilationWidth
    return padTop > 0 || padLeft > 0 || bottom >= inHeight || right >= inWidth
  }
}
