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
      let first = random.int(-60_000...random.pick(0, 60_000))
      let sums = first...random.int(first...60_000)
      guard let form = FloatForm(multiplier, sums: sums, results: results) else { continue }
      proven += 1
      let wrong = sums.first { sum in
        Self.clamped(Int(form(Int32(sum))), results)
          != Self.clamped(Int(multiplier(Int32(sum))), results)
      }
      #expect(wrong == nil, "\(multiplier), \(sums), \(results): \(form)")
    }
    #expect(proven > 120)
  }

  @Test("Left shifts, empty multipliers and sums beyond 30 bits have no form")
  func someHaveNone() {
    #expect(
      FloatForm(Multiplier(value: 1 << 30, shift: 0), sums: -100...100, results: -128...127) == nil)
    #expect(
      FloatForm(Multiplier(value: 0, shift: -3), sums: -100...100, results: -128...127) == nil)
    #expect(
      FloatForm(Multiplier(value: 1 << 30, shift: -9), sums: 0...1 << 30, results: -128...127)
        == nil)
  }
}
