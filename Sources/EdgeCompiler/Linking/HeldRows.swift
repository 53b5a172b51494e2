/// How a view finds the rows of a tensor that is never whole.
package struct HeldRows {
  /// Where rows are counted from, in bytes of the arena.
  package let start: Int
  /// Bytes from row to row, or bytes that slots count.
  package let stride: Int
  /// Rows until the pattern repeats.
  package let ring: Int
  /// Where each row of the ring lies; nil where they follow each other.
  package let slots: [UInt16]?

  /// - Parameters:
  ///   - offsets: by row, in bytes from `block`: multiples of `unit`, at most 65,535 times that.
  ///   - block: offset in the arena.
  package init(_ offsets: [Int], unit: Int, block: Int) {
    let ring = (1...offsets.count).first { period in
      offsets.indices.allSatisfy { offsets[$0] == offsets[$0 % period] }
    }
    self.ring = ring ?? offsets.count
    let held = offsets.prefix(self.ring)
    let stride = held.count > 1 ? held[1] - held[0] : unit
    let isEven = held.indices.allSatisfy { held[$0] == held[0] + $0 * stride }
    if isEven, stride >= 0 {
      (start, self.stride, slots) = (block + held[0], stride, nil)
    } else {
      (start, self.stride) = (block, unit)
      slots = held.map { UInt16($0 / unit) }
    }
  }
}
