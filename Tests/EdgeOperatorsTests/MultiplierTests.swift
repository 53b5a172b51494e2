import EdgeOperators
import EdgeTestSupport
import Testing

@Suite struct MultiplierTests {
  @Test(arguments: 0..<200) func `a multiplier is the nearest Q31 number`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let real = Double.random(in: 0.5...1, using: &random) * exp2(random.int(-30...29))
    let multiplier = Multiplier(real)
    #expect(multiplier.value >= 1 << 30)
    let found = Double(multiplier.value) / exp2(31) * exp2(Int(multiplier.shift))
    #expect(abs(found - real) <= real / exp2(31))
  }

  @Test func `the ends of the range are zero and saturation`() {
    #expect(Multiplier(0) == Multiplier(exp2(-40)))
    #expect(Multiplier(0).value == 0)
    #expect(Multiplier(exp2(40)).value == .max)
    #expect(Multiplier(exp2(40)).shift == 30)
    #expect(Multiplier(.infinity) == Multiplier(exp2(40)))
  }

  @Test func `a mantissa that rounds up to one moves into the exponent`() {
    let multiplier = Multiplier(1 - exp2(-40))
    #expect(multiplier.value == 1 << 30)
    #expect(multiplier.shift == 1)
  }

  @Test(arguments: [1, 2, 3, 7, 49, 50, 64, 3136])
  func `dividing by a count keeps at least 30 bits`(count: Int) {
    let multiplier = Multiplier(0.75).divided(by: count)
    let found = Double(multiplier.value) * exp2(Int(multiplier.shift) - 31)
    #expect(found <= 0.75 / Double(count))
    #expect(found > 0.75 / Double(count) * (1 - exp2(-28)))
  }

  private func exp2(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }
}
