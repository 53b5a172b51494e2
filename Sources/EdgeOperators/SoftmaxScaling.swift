internal import EdgeIR

/// Differences of int8 channels as gemmlowp's exponential takes them: scaled to 5 integer bits, as
/// TensorFlow Lite's `PreprocessSoftmaxScaling` and `CalculateInputRadius` do.
struct SoftmaxScaling {
  let multiplier: Multiplier
  /// Below this difference the exponential counts as 0.
  let smallestDifference: Int32

  init(_ input: Tensor, beta: Float) throws(OperatorError) {
    let scale = try input.perTensorQuantization("input").scale
    let integerBits = 5
    let scaling = min(
      Double(beta) * Double(scale) * Double(1 << (31 - integerBits)), Double(Int32.max))
    guard scaling > 1 else {
      throw .unsupported(
        what: "beta * scale", expected: "more than 2^-26", found: "\(beta) * \(scale)")
    }
    multiplier = Multiplier(scaling)
    let radius =
      Double((1 << integerBits) - 1) * Double(1 << (31 - integerBits))
      / Double(1 << multiplier.shift)
    smallestDifference = -Int32(radius.rounded(.down))
  }
}

/// Throws where the last axis is longer than the 12 integer bits of a sum of exponentials allow.
func requireSoftmaxChannels(_ type: TensorType) throws(OperatorError) {
  guard let channels = type.shape.last, channels <= 4095 else {
    throw .unsupported(
      what: "last axis", expected: "at most 4095 positions", found: "\(type.shape)")
  }
}
