/// Something to place: a rectangle of known size and time.
package struct AllocationItem: Hashable, Sendable {
  package var bytes: Int
  /// The offset must be a multiple of this. A power of two.
  package var alignment: Int
  /// Positions in the schedule, half-open, not empty.
  package var lifetime: Range<Int>

  package init(bytes: Int, alignment: Int, lifetime: Range<Int>) {
    self.bytes = bytes
    self.alignment = alignment
    self.lifetime = lifetime
  }

  /// Bytes live at each position up to the last.
  package static func liveBytes(_ items: [AllocationItem]) -> [Int] {
    var changes = [Int](repeating: 0, count: (items.map(\.lifetime.upperBound).max() ?? 0) + 1)
    for item in items {
      changes[item.lifetime.lowerBound] += item.bytes
      changes[item.lifetime.upperBound] -= item.bytes
    }
    var live = 0
    return changes.dropLast().map { change in
      live += change
      return live
    }
  }

  /// The least multiple of the alignment at or above `offset`.
  func aligned(_ offset: Int) -> Int { (offset + alignment - 1) & ~(alignment - 1) }
}

/// Gives each item an offset so that items alive together share no byte.
package protocol Allocator: Sendable {
  static var name: String { get }
  /// Offsets in the order of `items`.
  func offsets(for items: [AllocationItem]) -> [Int]
}
