package import EdgeIR

/// `x * min(max(x + 3, 0), 6) / 6`.
package struct HardSwish: Operator {
  package static let name = "hard_swish"
  package static let inputCount = 1...1

  package init() {}

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    return [TensorType(.int8, inputs[0].shape)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let x = inputs[0]
    return [
      FloatTensor(shape: x.shape, values: x.values.map { $0 * min(max($0 + 3, 0), 6) / 6 })
    ]
  }

  /// TensorFlow Lite's 16-bit fixed point: x with 7 more bits, times a gate in [0, 1) that is
  /// `x / 3` scaled to 2^15, saturated and moved by one.
  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let x = try inputs[0].perTensorQuantization("input")
    let y = try outputs[0].perTensorQuantization("output")
    let fineScale = x.scale / 128
    let output = Multiplier(Double(fineScale / y.scale))
    guard output.shift <= 0 else {
      throw .unsupported(
        what: "input scale / output scale", expected: "less than 128",
        found: "\(x.scale) / \(y.scale)")
    }
    let gate = Multiplier(Double(fineScale / (3 / 32768)))
    let table = LookupTable { value in
      let fine = Int16(value - x.zeroPoint) << 7
      let scaled = fine.doublingHighProduct(output.high)
      let product = Int32(Self.gate(fine, gate)) * Int32(scaled) / (1 << 15)
      return Int32(Int16(product).roundingShift(-output.shift)) + y.zeroPoint
    }
    return [table.call(output: outputs[0])]
  }

  /// The factor of `fine`, in Q0.15.
  private static func gate(_ fine: Int16, _ multiplier: Multiplier) -> Int16 {
    var value = fine
    if multiplier.shift > 0 { value = value.saturatingShift(multiplier.shift - 1) }
    value = value.doublingHighProduct(multiplier.high)
    if multiplier.shift > 0 { value = value.saturatingShift(1) }
    if multiplier.shift < 0 { value = value.roundingShift(-multiplier.shift) }
    return Int16((Int32(value) + 32768) >> 1)
  }
}

extension Multiplier {
  /// The upper half of the value, rounded, and saturated at 16 bits.
  fileprivate var high: Int16 { Int16(clamping: (Int64(value) + (1 << 15)) >> 16) }
}

extension Int16 {
  /// `round(self * other / 2^15)`, ties upwards.
  fileprivate func doublingHighProduct(_ other: Int16) -> Int16 {
    let product = Int32(self) * Int32(other)
    return Int16(clamping: (product + (product >= 0 ? 1 << 14 : 1 - 1 << 14)) / (1 << 15))
  }

  fileprivate func saturatingShift(_ exponent: Int32) -> Int16 {
    Int16(clamping: Int64(self) << Int64(exponent))
  }

  /// `round(self / 2^exponent)`, ties away from zero. From 16 on, as in gemmlowp, whose mask
  /// has 16 bits, what remains is the sign, or 1 for 0.
  fileprivate func roundingShift(_ exponent: Int32) -> Int16 {
    let mask = Int16(truncatingIfNeeded: (1 << Int64(exponent)) - 1)
    let threshold = (mask >> 1) + (self < 0 ? 1 : 0)
    return (self >> Int16(exponent)) + ((self & mask) > threshold ? 1 : 0)
  }
}
