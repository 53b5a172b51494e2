import EdgeCompiler
import EdgeTestSupport
import Testing

@Suite struct RowPackingTests {
  @Test
  func `rows held at the same time never share a byte, with each other or with what is fixed`() {
    for seed in UInt64(0)..<200 {
      var random = SeededGenerator(seed: seed)
      let unit = random.pick(1, 4, 16)
      func lifetime() -> ClosedRange<Int> {
        let first = random.int(0...40)
        return first...first + random.int(0...12)
      }
      let rows = (0..<random.int(1...60)).map { _ in
        RowPacking.Row(bytes: random.int(1...50), lifetime: lifetime())
      }
      var fixed: [RowPacking.Piece] = []
      for place in 0..<random.int(0...4) {
        fixed.append(
          RowPacking.Piece(
            bytes: place * 90..<place * 90 + random.int(1...80), lifetime: lifetime()))
      }
      let held = (0...60).map { time in
        rows.reduce(0) { $0 + ($1.lifetime.contains(time) ? $1.bytes : 0) }
          + fixed.reduce(0) { $0 + ($1.lifetime.contains(time) ? $1.bytes.count : 0) }
      }
      let packing = RowPacking(rows, fixed: fixed, unit: unit, atLeast: held.max() ?? 0)
      let pieces =
        fixed
        + zip(rows, packing.offsets).map { row, offset in
          RowPacking.Piece(bytes: offset..<offset + row.bytes, lifetime: row.lifetime)
        }
      #expect(packing.offsets.allSatisfy { $0 % unit == 0 && $0 >= 0 }, "seed \(seed)")
      #expect(packing.bytes == pieces.map(\.bytes.upperBound).max(), "seed \(seed)")
      #expect(packing.bytes >= held.max() ?? 0, "seed \(seed)")
      for (index, a) in pieces.enumerated() {
        for b in pieces[..<index] where a.lifetime.overlaps(b.lifetime) {
          #expect(
            !a.bytes.overlaps(b.bytes) || index < fixed.count, "seed \(seed): \(a) and \(b)")
        }
      }
    }
  }

  @Test func `a chain of windows of equal rows shares one row for what comes and goes`() {
    // Each of ten tensors holds two rows, and a third only while it is written: 21 rows, not 30.
    var rows: [RowPacking.Row] = []
    for tensor in 0..<10 {
      for row in 0..<20 {
        let birth = row * 10 + tensor
        rows.append(RowPacking.Row(bytes: 8, lifetime: birth...birth + 20))
      }
    }
    let packing = RowPacking(rows, fixed: [], unit: 4, atLeast: 0)
    #expect(packing.bytes == 21 * 8)
  }

  @Test func `what a view is told of rows leads to where they lie`() {
    let patterns = [
      [0, 12, 24, 0, 12, 24, 0], [8], [0, 40, 20, 60, 4], [16, 16, 16], [24, 12, 0], [4, 8, 4, 8],
    ]
    for offsets in patterns {
      let held = HeldRows(offsets, unit: 4, block: 100)
      let found = offsets.indices.map { row in
        let place = row % held.ring
        return held.start + (held.slots.map { Int($0[place]) } ?? place) * held.stride
      }
      #expect(found == offsets.map { $0 + 100 })
    }
    #expect(HeldRows([0, 12, 24, 0, 12, 24, 0], unit: 4, block: 0).slots == nil)
    #expect(HeldRows([0, 40, 20, 60, 4, 0, 40], unit: 4, block: 0).ring == 5)
  }
}
