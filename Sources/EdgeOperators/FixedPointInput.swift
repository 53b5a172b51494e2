internal import EdgeIR

/// An int8 tensor as gemmlowp's fixed-point functions take it: multiplied to Q4.27, and saturated
/// where that overflows.
struct FixedPointInput {
  private let multiplier: Multiplier
  private let zeroPoint: Int32
  /// Distances to the zero point from this on saturate, as TensorFlow Lite's `CalculateInputRadius`
  /// has it.
  private let radius: Int32

  init(_ tensor: Tensor) throws(OperatorError) {
    let quantization = try tensor.perTensorQuantization("input")
    let scaling = Double(quantization.scale) * 0x1p27
    guard scaling > 1 else {
      throw .unsupported(
        what: "scale of input", expected: "more than 2^-27", found: "\(quantization.scale)")
    }
    multiplier = Multiplier(scaling)
    zeroPoint = quantization.zeroPoint
    let powerAbove = Double(sign: .plus, exponent: scaling.exponent + 1, significand: 1)
    radius = Int32((15 * 0x1p27 / powerAbove).rounded(.down))
  }

  /// The table of `function`, Q4.27 to int8; -128 and 127 where the input saturates.
  func table(_ function: (Int32) -> Int32) -> LookupTable {
    LookupTable { value in
      let centered = value - zeroPoint
      if centered <= -radius { return -128 }
      if centered >= radius { return 127 }
      return function(multiplier(centered))
    }
  }
}
