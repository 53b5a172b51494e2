internal import EdgeIR

extension NPY {
  /// The bytes of each run's input of `type`: the whole array, or one part for each position of
  /// its first axis where `type` has a batch of 1.
  func batches(of type: TensorType) throws(NPYError) -> [[UInt8]] {
    let isSequence = type.shape.first == 1 && shape.dropFirst() == type.shape.dropFirst()
    guard shape == type.shape || (isSequence && shape.count == type.shape.count) else {
      throw NPYError("expected shape \(type.shape), found \(shape)")
    }
    let stored = try bytes(as: type)
    return stride(from: 0, to: stored.count, by: type.bytes).map {
      Array(stored[$0..<$0 + type.bytes])
    }
  }

  private func bytes(as type: TensorType) throws(NPYError) -> [UInt8] {
    if element == type.element { return bytes }
    guard element == .float32, let range = type.element.quantizedRange,
      let quantization = type.quantization, quantization.axis == nil
    else {
      let quantized = type.quantization == nil ? "" : " or float32"
      throw NPYError("expected \(type.element)\(quantized), found \(element)")
    }
    return try quantized(quantization, in: range, bytes: type.element.bytes)
  }

  /// `round(x / scale) + zeroPoint`, halves away from zero, clamped, as in TensorFlow Lite's
  /// `AffineQuantize`.
  private func quantized(_ quantization: Quantization, in range: ClosedRange<Int>, bytes width: Int)
    throws(NPYError) -> [UInt8]
  {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count / 4 * width)
    for at in stride(from: 0, to: bytes.count, by: 4) {
      let bits = bytes[at..<at + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      let real = Float(bitPattern: bits)
      guard !real.isNaN else { throw NPYError("expected numbers, found NaN at element \(at / 4)") }
      let steps = (real / quantization.scales[0]).rounded(.toNearestOrAwayFromZero)
      let value = Double(steps) + Double(quantization.zeroPoints[0])
      let clamped = Int(min(max(value, Double(range.lowerBound)), Double(range.upperBound)))
      for byte in 0..<width { result.append(UInt8(truncatingIfNeeded: clamped >> (8 * byte))) }
    }
    return result
  }
}
