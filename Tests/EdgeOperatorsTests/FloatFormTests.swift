import EdgeOperators
import EdgeTestSupport
import Testing

@Suite struct FloatFormTests {
  private static func clamped(_ value: Int, _ results: ClosedRange<Int>) -> Int {
    min(max(value, results.lowerBound), results.upperBound)
  }

  @Test("A proven form gives the multiplier's result for every sum within reach")
  func everySumAgrees() throws {
    var random = SeededGenerator(seed: 1)
    var proven = 0
    for _ in 0..<150 {
      let value = random.oneIn(4) ? 1 << 30 : random.int(1 << 30...Int(Int32.max))
      let multiplier = Multiplier(value: Int32(value), shift: Int32(random.int(-31 ... -1)))
      let low = random.int(-255...0)
      let results = low...random.int(max(low, -10)...255)
      let reach = random.int(0...random.pick(500, 60_000))
      guard let form = FloatForm(multiplier, reach: reach, results: results) else { continue }
      proven += 1
      let wrong = (-reach...reach).first { sum in
        Self.clamped(Int(form(Int32(sum))), results)
          != Self.clamped(Int(multiplier(Int32(sum))), results)
      }
      #expect(wrong == nil, "\(multiplier), reach \(reach), \(results): \(form)")
    }
    #expect(proven > 120)
  }

  @Test("Left shifts, empty multipliers and sums beyond 30 bits have no form")
  func someHaveNone() {
    #expect(
      FloatForm(Multiplier(value: 1 << 30, shift: 0), reach: 100, results: -128...127) == nil)
    #expect(FloatForm(Multiplier(value: 0, shift: -3), reach: 100, results: -128...127) == nil)
    #expect(
      FloatForm(Multiplier(value: 1 << 30, shift: -9), reach: 1 << 30, results: -128...127) == nil)
  }
}
