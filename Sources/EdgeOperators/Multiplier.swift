private import CEdgeKernels

/// A positive real as the kernels multiply by it: `value * 2^(shift - 31)`, value in
/// `[2^30, 2^31)`.
package struct Multiplier: Hashable, Sendable {
  package var value: Int32
  /// In `[-31, 30]`; positive shifts are applied before the multiplication.
  package var shift: Int32

  /// The nearest such number to `real`; 0 below 2^-32, saturated from 2^30 on, as TensorFlow Lite's
  /// `QuantizeMultiplier` has it.
  package init(_ real: Double) {
    guard real > 0, real.isFinite else {
      (value, shift) = real > 0 ? (Int32.max, 30) : (0, 0)
      return
    }
    var exponent = Int32(real.exponent) + 1
    var mantissa = Int64((real.significand / 2 * 2_147_483_648).rounded(.toNearestOrAwayFromZero))
    if mantissa == 1 << 31 {
      mantissa /= 2
      exponent += 1
    }
    if exponent < -31 {
      (value, shift) = (0, 0)
    } else if exponent > 30 {
      (value, shift) = (Int32.max, 30)
    } else {
      (value, shift) = (Int32(mantissa), exponent)
    }
  }

  /// As a kernel's constants have it.
  package init(value: Int32, shift: Int32) {
    (self.value, self.shift) = (value, shift)
  }

  /// This multiplier over `count`, rounded down after as many more bits as `count` gives room for:
  /// how TensorFlow Lite Micro's mean divides by the area. The value may be as small as 2^29.
  package func divided(by count: Int) -> Multiplier {
    let bits = min(Int.bitWidth - 1 - count.leadingZeroBitCount, 31 + Int(shift))
    var result = self
    result.value = Int32(Int64(value) << Int64(bits) / Int64(count))
    result.shift -= Int32(bits)
    return result
  }

  /// `x` requantised, by the kernels' own rule.
  package func callAsFunction(_ x: Int32) -> Int32 { er_requantize(x, value, shift) }
}
