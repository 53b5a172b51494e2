import EdgeIR
import Testing

@Suite struct AxisWindowTests {
  @Test func `positions that lie before the first round down`() {
    let window = AxisWindow(stride: 2, before: 3, span: 2, divisor: 3)
    #expect((0..<6).map(window.first) == [-1, -1, 0, 1, 1, 2])
    #expect((0..<4).map { window.needs($0, extent: 2) } == [0..<1, 0..<1, 0..<2, 1..<2])
  }

  @Test(arguments: 1...12, 1...12)
  func `a window covers what every position needs, and hardly more`(extent: Int, count: Int) throws
  {
    for aligned in [false, true] where !aligned || extent > 1 && count > 1 {
      let (stride, divisor) = aligned ? (extent - 1, count - 1) : (extent, count)
      for span in 1...3 {
        let needs = (0..<count).map { position in
          let first = position * stride / divisor - 1
          return first..<first + span
        }
        let window = try #require(AxisWindow(covering: needs, of: extent))
        for (position, need) in needs.enumerated() {
          #expect(window.first(position) <= need.lowerBound)
          #expect(window.first(position) + window.span >= need.upperBound)
        }
        #expect(window.span <= span + 1)
      }
    }
  }

  @Test func `what jumps about has no window`() {
    #expect(AxisWindow(covering: [0..<1, 5..<6, 1..<2, 4..<5], of: 6) == nil)
    #expect(AxisWindow(covering: [3..<4, 2..<3, 1..<2, 0..<1], of: 4) == nil)
  }

  @Test func `a single position needs what it needs`() {
    #expect(AxisWindow(covering: [2..<5], of: 9) == AxisWindow(stride: 1, before: -2, span: 3))
  }
}
