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

  @Test("The logistic function and the hyperbolic tangent are right to 20 bits")
  func sigmoidsArePrecise() {
    var random = SeededGenerator(seed: 4)
    for _ in 0..<10_000 {
      let a = Int32(truncatingIfNeeded: random.next()) >> Int32(random.int(0...31))
      let real = Double(a) / 0x1p27
      #expect(abs(Double(er_logistic(a)) / 0x1p31 - 1 / (1 + exp(-real))) < 0x1p-20)
      #expect(abs(Double(er_tanh(a)) / 0x1p31 - tanh(real)) < 0x1p-20, "tanh of \(real)")
    }
    #expect(er_tanh(0) == 0)
    #expect(er_logistic(0) == 1 << 30)
  }

  @Test("The logarithm of a number in Q12.19 from 1 on is right to 20 bits")
  func logarithmIsPrecise() {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<10_000 {
      let x = max(1 << 19, Int32(random.int(1...Int(Int32.max))) >> Int32(random.int(0...11)))
      let error = Double(er_log(x, 12)) / 0x1p26 - log(Double(x) / 0x1p19)
      #expect(abs(error) < 0x1p-20, "log of \(x) / 2^19")
    }
  }

  @Test("The reciprocal square root is right to 19 bits")
  func inverseSquareRootIsPrecise() {
    var random = SeededGenerator(seed: 6)
    for _ in 0..<10_000 {
      let x = max(2, Int32(random.int(1...Int(Int32.max))) >> Int32(random.int(0...29)))
      let factor = er_inverse_sqrt(x)
      let found = Double(factor.multiplier) / 0x1p31 * exp2(Double(factor.shift))
      #expect(abs(found * Double(x).squareRoot() - 1) < 0x1p-19, "1 / sqrt(\(x))")
    }
    #expect(er_inverse_sqrt(0).multiplier == .max)
  }

  @Test("Interpolated sigmoids of int16 are right to 12 bits and symmetric")
  func interpolatedSigmoidsArePrecise() {
    for x in Int32(-32768)...32767 {
      let real = Double(x) / 0x1p12
      let logistic = Double(er_sigmoid_s16(3 * x)) / 0x1p15 - 1 / (1 + exp(-real))
      #expect(abs(logistic) < 0x1p-12, "logistic of \(x) / 2^12")
      #expect(abs(Double(er_tanh_s16(3 * x)) / 0x1p15 - tanh(real)) < 0x1p-12, "tanh of \(real)")
      #expect(er_sigmoid_s16(3 * x) + er_sigmoid_s16(-3 * x) >= 32767)
    }
    #expect(er_tanh_s16(0) == 0)
    #expect(er_sigmoid_s16(0) == 1 << 14)
  }

  @Test("Shifting to the left saturates")
  func shiftsSaturate() {
    #expect(er_saturating_shift(1 << 29, 2) == .max)
    #expect(er_saturating_shift((1 << 29) - 1, 2) == Int32.max - 3)
    #expect(er_saturating_shift(-(1 << 29) - 1, 2) == .min)
    #expect(er_saturating_shift(-3, 2) == -12)
  }
}
