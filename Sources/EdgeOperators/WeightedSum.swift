internal import EdgeIR

/// Weights, bias and requantisation of one output channel after another: what convolutions and
/// fully connected layers have in common.
package struct WeightedSum {
  package var bias: [Int32]
  package var multipliers: [Multiplier]
  package var inputOffset, outputOffset: Int32
  package var activation: (min: Int32, max: Int32)
  /// As stored.
  package var weights: [Int8]

  /// - Parameters:
  ///   - inputs: x, weights, and optionally bias.
  ///   - channelAxis: the axis of the weights that counts output channels.
  ///   - channels: output channels.
  ///   - singleProduct: whether the product of input and weight scale is rounded to float before it
  ///     is divided, as TensorFlow Lite does where one scale serves all weights of a layer.
  init(
    _ inputs: [Tensor], output: Tensor, activation: Activation, channelAxis: Int, channels: Int,
    singleProduct: Bool
  ) throws(OperatorError) {
    let x = try inputs[0].perTensorQuantization("input")
    let y = try output.perTensorQuantization("output")
    guard let weights = inputs[1].int8Contents else {
      throw .notConstant(input: 1, what: "int8 weights")
    }
    let filter = try Self.symmetric(inputs[1], channelAxis: channelAxis)
    self.weights = weights
    bias = try Self.bias(inputs, channels: channels, inputScale: x.scale, filter: filter)
    let scales = Self.scales(x.scale, filter, channels: channels, singleProduct: singleProduct)
    multipliers = scales.map { Multiplier($0 / Double(y.scale)) }
    (inputOffset, outputOffset) = (-x.zeroPoint, y.zeroPoint)
    self.activation = activation.range(scale: y.scale, zeroPoint: y.zeroPoint)
    try checkAccumulators(channelAxis: channelAxis, shape: inputs[1].type.shape)
  }

  /// Of the accumulators, by output channel.
  static func scales(
    _ input: Float, _ weights: Quantization, channels: Int, singleProduct: Bool
  ) -> [Double] {
    (0..<channels).map { channel in
      let scale = weights.scale(channel: channel)
      return singleProduct && weights.scales.count == 1
        ? Double(input * scale) : Double(input) * Double(scale)
    }
  }

  private static func symmetric(_ weights: Tensor, channelAxis: Int) throws(OperatorError)
    -> Quantization
  {
    guard let quantization = weights.type.quantization else {
      throw .mismatch(
        what: "weights \"\(weights.name)\"", expected: "a quantization", found: "none")
    }
    guard quantization.zeroPoints.allSatisfy({ $0 == 0 }) else {
      throw .mismatch(
        what: "weights \"\(weights.name)\"", expected: "zero point 0, symmetric quantization",
        found: "\(quantization.zeroPoints.first { $0 != 0 } ?? 0)")
    }
    guard quantization.axis == nil || quantization.axis == channelAxis else {
      throw .mismatch(
        what: "weights \"\(weights.name)\"", expected: "scales along axis \(channelAxis)",
        found: "axis \(quantization.axis ?? 0)")
    }
    return quantization
  }

  private static func bias(
    _ inputs: [Tensor], channels: Int, inputScale: Float, filter: Quantization
  ) throws(OperatorError) -> [Int32] {
    guard inputs.count > 2 else { return Array(repeating: 0, count: channels) }
    guard let bias = inputs[2].int32Contents else {
      throw .notConstant(input: 2, what: "int32 bias")
    }
    guard let quantization = inputs[2].type.quantization else {
      throw .mismatch(
        what: "bias \"\(inputs[2].name)\"", expected: "the scale input scale * weight scale",
        found: "no quantization")
    }
    for channel in 0..<channels {
      let expected = inputScale * filter.scale(channel: channel)
      let found = quantization.scale(channel: channel)
      guard abs(found - expected) <= 1e-5 * expected else {
        throw .mismatch(
          what: "scale of bias \"\(inputs[2].name)\", channel \(channel)",
          expected: "input scale * weight scale = \(expected)", found: "\(found)")
      }
    }
    return bias
  }

  /// No input can drive an accumulator out of 32 bits: |bias| + sum |w| * max |x - zero point|
  /// stays below 2^31 for every channel.
  private func checkAccumulators(channelAxis: Int, shape: [Int]) throws(OperatorError) {
    let reach = Int(max(abs(-128 + inputOffset), abs(127 + inputOffset)))
    let inner = shape[(channelAxis + 1)...].reduce(1, *)
    var sums = bias.map { abs(Int($0)) }
    weights.withUnsafeBufferPointer { weights in
      for index in weights.indices {
        sums[index / inner % shape[channelAxis]] += abs(Int(weights[index])) * reach
      }
    }
    for (channel, bound) in sums.enumerated() where bound >= 1 << 31 {
      throw .accumulatorOverflow(channel: channel, bound: bound)
    }
  }

  /// What the accumulators of a channel, all of them within `bounds`, are stored as: the least and
  /// the largest value. Requantisation is monotonous unless it wraps around; where it could, this
  /// is all that the activation lets through.
  package func outputs(channel: Int, accumulators bounds: ClosedRange<Int>) -> ClosedRange<Int32> {
    let multiplier = multipliers[channel]
    let headroom = Int(Int32.max) >> Int(max(multiplier.shift, 0))
    guard bounds.lowerBound >= -headroom, bounds.upperBound <= headroom else {
      return activation.min...activation.max
    }
    func stored(_ accumulator: Int) -> Int32? {
      let (moved, wraps) = multiplier(Int32(accumulator)).addingReportingOverflow(outputOffset)
      return wraps ? nil : min(max(moved, activation.min), activation.max)
    }
    guard let low = stored(bounds.lowerBound), let high = stored(bounds.upperBound) else {
      return activation.min...activation.max
    }
    return low...high
  }

  /// Bias, multipliers and shifts, then the weights as stored.
  var constants: [UInt8] {
    bytes(of: bias) + bytes(of: multipliers.map(\.value)) + bytes(of: multipliers.map(\.shift))
      + weights.map { UInt8(bitPattern: $0) }
  }
}

/// Checks the shapes and elements of weights and bias.
func requireWeights(_ inputs: [TensorType], shape: [Int], channels: Int) throws(OperatorError) {
  try requireInt8(Array(inputs.prefix(2)))
  guard inputs[1].shape == shape else {
    throw .mismatch(what: "weights", expected: "shape \(shape)", found: "\(inputs[1].shape)")
  }
  guard inputs.count > 2 else { return }
  guard inputs[2].element == .int32, inputs[2].shape == [channels] else {
    throw .mismatch(
      what: "bias", expected: "int32 [\(channels)]",
      found: "\(inputs[2].element) \(inputs[2].shape)")
  }
}
