/// Requantisation in single precision: `rint(sum * scale + sign(sum) * half)`. It takes half of the
/// operations of the rule in integers, and is used where it is proven to give the same bytes.
package struct FloatForm: Hashable, Sendable {
  package var scale, half: Float

  /// Whether the result of `sum` is at least `result`: what both forms have to agree on next to
  /// each step, for both are monotonic.
  private struct Bound {
    var sum: Int32
    var result: Float
    var isReached: Bool
  }

  /// A form that equals the multiplier for all of `sums`, as far as results are clamped to
  /// `results`; nil where none is found. Where no result is negative, the sign may be left out.
  package init?(_ multiplier: Multiplier, sums: ClosedRange<Int>, results: ClosedRange<Int>) {
    guard multiplier.value > 0, (-31 ... -1).contains(multiplier.shift),
      sums.lowerBound > -1 << 30, sums.upperBound < 1 << 30
    else { return nil }
    let bounds = Self.bounds(multiplier, sums: sums, results: results)
    let exponent = Int(multiplier.shift)
    let scale = Float(sign: .plus, exponent: exponent - 31, significand: Float(multiplier.value))
    for step in 0..<33 {
      let candidate = scale.advanced(ulps: step % 2 == 0 ? step / 2 : -(step + 1) / 2)
      guard let half = Self.half(scale: Double(candidate), bounds) else { continue }
      let form = FloatForm(scale: candidate, half: half)
      if bounds.allSatisfy({ (form($0.sum) >= $0.result) == $0.isReached }) {
        self = form
        return
      }
    }
    return nil
  }

  private init(scale: Float, half: Float) {
    (self.scale, self.half) = (scale, half)
  }

  private static func bounds(
    _ multiplier: Multiplier, sums: ClosedRange<Int>, results: ClosedRange<Int>
  ) -> [Bound] {
    let exponent = Int64(-multiplier.shift)
    let (first, last) = (Int128(sums.lowerBound), Int128(sums.upperBound))
    var bounds: [Bound] = []
    for result in results.dropFirst() {
      // The least high product that the rounding shift takes to `result`; ties go away from zero.
      let tie = Int64(result) << exponent - 1 << (exponent - 1)
      let high = tie < 0 ? tie + 1 : tie
      let product = Int128(high) << 31 - 1 << 30
      let quotient = product / Int128(multiplier.value)
      let sum = quotient + (product > quotient * Int128(multiplier.value) ? 1 : 0)
      let (reached, below) = (max(sum, first), min(sum - 1, last))
      if reached <= last {
        bounds.append(Bound(sum: Int32(reached), result: Float(result), isReached: true))
      }
      if below >= first {
        bounds.append(Bound(sum: Int32(below), result: Float(result), isReached: false))
      }
    }
    return bounds
  }

  /// The middle of what the bounds leave to choose; nil where that is nothing.
  private static func half(scale: Double, _ bounds: [Bound]) -> Float? {
    var (low, high) = (0.0, 0.5)
    for bound in bounds {
      let magnitude = bound.sum < 0 ? 1 - bound.result : bound.result
      let distance = edge(magnitude) - Double(bound.sum.magnitude) * scale
      switch (bound.sum, bound.isReached) {
      case (1..., true), (..<0, false): low = max(low, distance)
      case (0..., false), (..<0, true): high = min(high, distance)
      default: break
      }
    }
    return low < high ? Float((low + high) / 2) : nil
  }

  /// Where numbers begin that rounding, first to single precision and then to integers, takes to
  /// `integer` or more; both round ties to even.
  private static func edge(_ integer: Float) -> Double {
    let tie = integer - 0.5
    let isEven = Int32(integer).isMultiple(of: 2)
    return (Double(tie) + Double(isEven ? tie.nextDown : tie.nextUp)) / 2
  }

  /// The result before it is clamped.
  package func callAsFunction(_ sum: Int32) -> Float {
    let value = Float(sum)
    return Float(signOf: value, magnitudeOf: half).addingProduct(value, scale)
      .rounded(.toNearestOrEven)
  }
}

extension Float {
  fileprivate func advanced(ulps: Int) -> Float {
    Float(bitPattern: UInt32(Int(bitPattern) + ulps))
  }
}
