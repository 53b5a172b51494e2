/// Places rows that are held for some time each.
package struct RowPacking {
  /// Bytes held for some time.
  package struct Piece: Sendable {
    package var bytes: Range<Int>
    package var lifetime: ClosedRange<Int>

    package init(bytes: Range<Int>, lifetime: ClosedRange<Int>) {
      (self.bytes, self.lifetime) = (bytes, lifetime)
    }
  }

  package struct Row: Sendable {
    package var bytes: Int
    package var lifetime: ClosedRange<Int>

    package init(bytes: Int, lifetime: ClosedRange<Int>) {
      (self.bytes, self.lifetime) = (bytes, lifetime)
    }
  }

  /// By row: a multiple of the unit.
  package private(set) var offsets: [Int]
  /// Where the last byte ends, also of what is fixed.
  package private(set) var bytes: Int

  /// - Parameters:
  ///   - fixed: what lies somewhere already.
  ///   - unit: what offsets are multiples of, in bytes.
  ///   - bound: bytes with which no search is worth while.
  package init(_ rows: [Row], fixed: [Piece], unit: Int, atLeast bound: Int) {
    (offsets, bytes) = ([], .max)
    let end = fixed.map(\.bytes.upperBound).max() ?? 0
    let fixed = fixed.map { Obstacle($0.bytes, $0.lifetime, unit: unit) }
      .sorted { $0.start < $1.start }
    var best: [Int] = []
    for order in Self.orders(rows) where bytes > bound {
      guard let found = Self.lowestFit(order, rows, fixed, end: end, unit, below: bytes)
      else { continue }
      (offsets, bytes, best) = (found.offsets, found.bytes, order)
    }
    let work = rows.count * (rows.count + fixed.count) + 1
    var random: UInt64 = 0x9E37_79B9_7F4A_7C15
    for _ in 0..<min(Self.mostAttempts, Self.mostWork / work) where bytes > bound {
      var order = best
      // What ends last is placed before something that it would rather not make way for.
      guard
        let from = order.indices.last(where: { offsets[order[$0]] + rows[order[$0]].bytes == bytes }
        )
      else { return }
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let to = Int((random >> 33) % UInt64(from + 1))
      order.insert(order.remove(at: from), at: to)
      guard let found = Self.lowestFit(order, rows, fixed, end: end, unit, below: bytes + 1)
      else { continue }
      (offsets, bytes, best) = (found.offsets, found.bytes, order)
    }
  }

  /// Pairs of rows looked at in one search, about.
  private static let mostWork = 30_000_000
  private static let mostAttempts = 200

  /// By birth; by size; by duration; by both.
  private static func orders(_ rows: [Row]) -> [[Int]] {
    let keys: [(Row) -> (Int, Int)] = [
      { (0, $0.bytes) }, { ($0.bytes, $0.lifetime.count) }, { ($0.lifetime.count, $0.bytes) },
      { ($0.bytes * $0.lifetime.count, 0) },
    ]
    return keys.map { key in
      let keys = rows.map(key)
      return rows.indices.sorted { a, b in
        keys[a] != keys[b]
          ? keys[a] > keys[b]
          : (rows[a].lifetime.lowerBound, a) < (rows[b].lifetime.lowerBound, b)
      }
    }
  }

  /// A piece as rows that are placed look at it.
  private struct Obstacle {
    var start: Int
    /// The first offset behind it that a row may have.
    var next: Int
    var first, last: Int

    init(_ bytes: Range<Int>, _ lifetime: ClosedRange<Int>, unit: Int) {
      start = bytes.lowerBound
      next = (bytes.upperBound + unit - 1) / unit * unit
      (first, last) = (lifetime.lowerBound, lifetime.upperBound)
    }
  }

  /// One row after the other at the lowest place that is free for as long as it is held.
  ///
  /// - Parameters:
  ///   - fixed: by where they start.
  ///   - end: where the last byte of what is fixed ends.
  /// - Returns: nil where so many bytes are not enough.
  private static func lowestFit(
    _ order: [Int], _ rows: [Row], _ fixed: [Obstacle], end: Int, _ unit: Int, below limit: Int
  ) -> (offsets: [Int], bytes: Int)? {
    var placed = fixed
    placed.reserveCapacity(fixed.count + rows.count)
    var offsets = Array(repeating: 0, count: rows.count)
    var bytes = end
    guard bytes < limit else { return nil }
    for index in order {
      let row = rows[index]
      let (first, last) = (row.lifetime.lowerBound, row.lifetime.upperBound)
      var offset = 0
      // Both differences at once: each alone is below 0 half of the time, and one of them mostly.
      for piece in placed where (last - piece.first) | (piece.last - first) >= 0 {
        if piece.start >= offset + row.bytes { break }
        if piece.next > offset { offset = piece.next }
      }
      offsets[index] = offset
      bytes = max(bytes, offset + row.bytes)
      guard bytes < limit else { return nil }
      var (low, high) = (0, placed.count)
      while low < high {
        let middle = (low + high) / 2
        if placed[middle].start < offset { low = middle + 1 } else { high = middle }
      }
      placed.insert(Obstacle(offset..<offset + row.bytes, row.lifetime, unit: unit), at: low)
    }
    return (offsets, bytes)
  }
}
