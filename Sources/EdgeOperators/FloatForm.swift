/// Requantisation in single precision: `rint(sum * scale + sign(sum) * h)`, where `h` is
/// `2 * half` for the one magnitude `exception` and `half` otherwise. It takes a third of the
/// operations of the rule in integers, and is used where it is proven to give the same bytes.
package struct FloatForm: Hashable, Sendable {
  package var scale, half: Float
  /// `Int32.min` where there is none.
  package var exception = Int32.min

  /// Sums from which on a result is at least `result`: what both forms have to agree on, for both
  /// are monotonic.
  private struct Threshold {
    var sum: Int32
    var result: Float
  }

  /// A form that equals the multiplier for all sums of a magnitude of at most `reach`, as far as
  /// results are clamped to `results`; nil where none is found.
  package init?(_ multiplier: Multiplier, reach: Int, results: ClosedRange<Int>) {
    guard multiplier.value > 0, (-31 ... -1).contains(multiplier.shift), reach < 1 << 30 else {
      return nil
    }
    let thresholds = Self.thresholds(multiplier, reach: reach, results: results)
    let exponent = Int(multiplier.shift)
    let scale = Float(sign: .plus, exponent: exponent - 31, significand: Float(multiplier.value))
    let half = Float(sign: .plus, exponent: exponent - 1, significand: 1)
    var best: FloatForm?
    for step in 0..<17 {
      for part in 0..<9 {
        let form = FloatForm(
          scale: scale.advanced(ulps: Self.alternating(step)),
          half: half * (1 + 0.12 * Float(Self.alternating(part))))
        guard let proven = form.proven(thresholds) else { continue }
        if proven.exception == .min {
          self = proven
          return
        }
        best = best ?? proven
      }
    }
    guard let best else { return nil }
    self = best
  }

  private init(scale: Float, half: Float) {
    (self.scale, self.half) = (scale, half)
  }

  /// 0, -1, 1, -2, 2 ...
  private static func alternating(_ index: Int) -> Int {
    index % 2 == 0 ? index / 2 : -(index + 1) / 2
  }

  private static func thresholds(
    _ multiplier: Multiplier, reach: Int, results: ClosedRange<Int>
  ) -> [Threshold] {
    let exponent = Int64(-multiplier.shift)
    return results.dropFirst().compactMap { result in
      // The least high product that the rounding shift takes to `result`; ties go away from zero.
      let tie = Int64(result) << exponent - 1 << (exponent - 1)
      let high = tie < 0 ? tie + 1 : tie
      let product = Int128(high) << 31 - 1 << 30
      let quotient = product / Int128(multiplier.value)
      let sum = quotient + (product > quotient * Int128(multiplier.value) ? 1 : 0)
      guard sum > -Int128(reach), sum <= Int128(reach) else { return nil }
      return Threshold(sum: Int32(sum), result: Float(result))
    }
  }

  /// This form with the exception it needs, if one is enough.
  private func proven(_ thresholds: [Threshold]) -> FloatForm? {
    var form = self
    for threshold in thresholds {
      let (sum, result) = (threshold.sum, threshold.result)
      if self(sum) < result {
        guard form.excepts(sum), self(sum + 1) >= result else { return nil }
      }
      if self(sum - 1) >= result {
        guard form.excepts(sum - 1), self(sum - 2) < result else { return nil }
      }
    }
    guard form.exception != .min else { return form }
    let agrees = thresholds.allSatisfy { threshold in
      [form.exception, -form.exception, threshold.sum, threshold.sum - 1].allSatisfy { sum in
        (form(sum) >= threshold.result) == (sum >= threshold.sum)
      }
    }
    return agrees ? form : nil
  }

  /// Makes `sum` the exception; false where another magnitude already is.
  private mutating func excepts(_ sum: Int32) -> Bool {
    if exception == .min { exception = abs(sum) }
    return exception == abs(sum)
  }

  /// The result before it is clamped.
  package func callAsFunction(_ sum: Int32) -> Float {
    let value = Float(sum)
    let magnitude = abs(sum) == exception ? 2 * half : half
    return Float(signOf: value, magnitudeOf: magnitude).addingProduct(value, scale)
      .rounded(.toNearestOrEven)
  }
}

extension Float {
  fileprivate func advanced(ulps: Int) -> Float {
    Float(bitPattern: UInt32(Int(bitPattern) + ulps))
  }
}
