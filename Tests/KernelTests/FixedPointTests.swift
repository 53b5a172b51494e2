import CEdgeKernels
import EdgeTestSupport
import Foundation
import Testing

@Suite struct FixedPointTests {
  @Test("The exponential of a negative number is right to 21 bits")
  func exponentialIsPrecise() {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<10_000 {
      let raw = Int32(truncatingIfNeeded: random.next()) >> Int32(random.int(0...31))
      let a = min(raw, ~raw)
      let error = Double(er_exp_of_negative(a)) / 0x1p31 - exp(Double(a) / 0x1p26)
      #expect(abs(error) < 0x1p-21, "exp of \(a) / 2^26")
    }
    #expect(er_exp_of_negative(0) == .max)
  }

  @Test("The reciprocal of 1 + a is right to 28 bits")
  func reciprocalIsPrecise() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<10_000 {
      let a = Int32(random.int(0...Int(Int32.max)))
      let error = Double(er_one_over_one_plus(a)) / 0x1p31 - 1 / (1 + Double(a) / 0x1p31)
      #expect(abs(error) < 0x1p-28, "1 / (1 + \(a) / 2^31)")
    }
  }

  @Test("Shifting to the left saturates")
  func shiftsSaturate() {
    #expect(er_saturating_shift(1 << 29, 2) == .max)
    #expect(er_saturating_shift((1 << 29) - 1, 2) == Int32.max - 3)
    #expect(er_saturating_shift(-(1 << 29) - 1, 2) == .min)
    #expect(er_saturating_shift(-3, 2) == -12)
  }
}
