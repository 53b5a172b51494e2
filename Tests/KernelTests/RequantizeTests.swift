import CEdgeKernels
import EdgeTestSupport
import Testing

@Suite struct RequantizeTests {
  private static let edges: [Int32] = [
    .min, .min + 1, -(1 << 30) - 1, -(1 << 30), -(1 << 30) + 1, -65_537, -3, -2, -1, 0, 1, 2, 3,
    65_535, (1 << 30) - 1, 1 << 30, (1 << 30) + 1, .max - 1, .max,
  ]

  @Test("Requantising adversarial values equals the 128-bit definition")
  func edgesAgreeWithTheDefinition() {
    for x in Self.edges {
      for q31 in Self.edges {
        for shift in Int32(-31)...31 { expectExact(x, Multiplier(q31: q31, shift: shift)) }
      }
    }
  }

  @Test("Requantising random values equals the 128-bit definition")
  func randomValuesAgreeWithTheDefinition() {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<20_000 {
      let x = Int32(truncatingIfNeeded: random.next()) >> Int32(random.int(0...31))
      let q31 = Int32(truncatingIfNeeded: random.next())
      expectExact(x, Multiplier(q31: q31, shift: Int32(random.int(-31...31))))
    }
  }

  @Test("The first rounding sends ties up, the second away from zero")
  func tiesAreBroken() {
    #expect(er_doubling_high_mul(1, 1 << 30) == 1)
    #expect(er_doubling_high_mul(-1, 1 << 30) == 0)
    #expect(er_doubling_high_mul(-3, 1 << 30) == -1)
    #expect(er_rounding_shift(1, 1) == 1)
    #expect(er_rounding_shift(-1, 1) == -1)
    #expect(er_rounding_shift(-3, 1) == -2)
  }

  @Test("The product of two smallest numbers saturates")
  func smallestNumbersSaturate() {
    #expect(er_doubling_high_mul(.min, .min) == .max)
  }

  private func expectExact(_ x: Int32, _ multiplier: Multiplier) {
    let actual = er_requantize(x, multiplier.q31, multiplier.shift)
    guard actual != multiplier(x) else { return }
    Issue.record("er_requantize(\(x), \(multiplier)) is \(actual), expected \(multiplier(x))")
  }
}
