internal import EdgeIR

extension Tensor {
  /// The scale of weights that have one, and zero point 0.
  func symmetricScale(_ what: String) throws(OperatorError) -> Float {
    let (scale, zeroPoint) = try perTensorQuantization(what)
    guard zeroPoint == 0 else {
      throw .mismatch(
        what: "\(what) \"\(name)\"", expected: "zero point 0, symmetric quantization",
        found: "\(zeroPoint)")
    }
    return scale
  }

  /// The bytes of a constant.
  ///
  /// - Parameters:
  ///   - input: its position.
  ///   - what: its part, for the message where it is computed.
  func constantBytes(input: Int, _ what: String) throws(OperatorError) -> [UInt8] {
    guard isConstant, case .bytes(let bytes) = contents else {
      throw .notConstant(input: input, what: what)
    }
    return bytes
  }

  /// Throws unless the bias counts in the units of the accumulators it is added to.
  func requireBiasScale(_ expected: Float) throws(OperatorError) {
    let found = try perTensorQuantization("bias").scale
    guard abs(found - expected) <= 1e-5 * expected else {
      throw .mismatch(
        what: "scale of bias \"\(name)\"", expected: "\(expected), the product of the two scales",
        found: "\(found)")
    }
  }
}
