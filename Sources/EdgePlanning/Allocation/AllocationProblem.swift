/// Something to place: bytes over a range of time.
package struct AllocationItem: Hashable, Sendable {
  /// A part of the lifetime during which only some of the bytes are in use, or none.
  package struct Gap: Hashable, Sendable {
    package var lifetime: Range<Int>
    /// Bytes of the item that stay in use.
    package var window: Range<Int>?

    package init(lifetime: Range<Int>, window: Range<Int>? = nil) {
      self.lifetime = lifetime
      self.window = window
    }
  }

  /// Bytes in use over a range of time.
  struct Part {
    var lifetime: Range<Int>
    var bytes: Range<Int>
  }

  package var bytes: Int
  /// The offset must be a multiple of this. A power of two.
  package var alignment: Int
  /// Positions in the schedule, half-open, not empty.
  package var lifetime: Range<Int>
  /// Within the lifetime, in the order of time, apart from one another.
  package var gaps: [Gap]
  /// Nil where the allocator decides.
  package var fixedOffset: Int?

  package init(
    bytes: Int, alignment: Int = 1, lifetime: Range<Int>, gaps: [Gap] = [],
    fixedOffset: Int? = nil
  ) {
    self.bytes = bytes
    self.alignment = alignment
    self.lifetime = lifetime
    self.gaps = gaps
    self.fixedOffset = fixedOffset
  }

  /// What is in use when, without what is empty.
  var parts: [Part] {
    var (parts, start) = ([Part](), lifetime.lowerBound)
    for gap in gaps {
      parts.append(Part(lifetime: start..<gap.lifetime.lowerBound, bytes: 0..<bytes))
      if let window = gap.window { parts.append(Part(lifetime: gap.lifetime, bytes: window)) }
      start = gap.lifetime.upperBound
    }
    parts.append(Part(lifetime: start..<lifetime.upperBound, bytes: 0..<bytes))
    return parts.filter { !$0.lifetime.isEmpty && !$0.bytes.isEmpty }
  }
}

/// What an allocator is asked: offsets so that items alive together share no byte, but for
/// permitted pairs.
package struct AllocationProblem: Hashable, Sendable {
  /// Permission for one item to lie over another while both live; as `MemoryProblem.Overlap`: what
  /// is used of the permissions of one position has the same direction.
  package struct Sharing: Hashable, Sendable {
    /// Indices of items that live together at one position only and have no gaps.
    package var input, output: Int
    package var distance: Int
    package var direction: MemoryProblem.Overlap.Direction

    package init(
      input: Int, output: Int, distance: Int, direction: MemoryProblem.Overlap.Direction
    ) {
      self.input = input
      self.output = output
      self.distance = distance
      self.direction = direction
    }
  }

  package var items: [AllocationItem]
  package var sharings: [Sharing]

  package init(items: [AllocationItem], sharings: [Sharing] = []) {
    self.items = items
    self.sharings = sharings
  }

  /// Where both of its items live.
  func position(of sharing: Sharing) -> Int { items[sharing.output].lifetime.lowerBound }

  /// The bytes that `offsets` need.
  package func arenaBytes(_ offsets: [Int]) -> Int {
    zip(items, offsets).reduce(0) { max($0, $1.0.bytes + $1.1) }
  }

  /// No placement needs less: at each position the bytes in use, counted in units of an alignment,
  /// less what overlaps can save; taken for every alignment that occurs, over the items that have
  /// at least that one.
  ///
  /// - Complexity: O((*n* + *t*)·*a*) for *t* positions and *a* different alignments.
  package var lowerBoundBytes: Int {
    let alignments = Set(items.map(\.alignment)).union([1])
    let fixed = items.compactMap { item in item.fixedOffset.map { $0 + item.bytes } }.max() ?? 0
    return alignments.reduce(fixed) { max($0, lowerBound(alignment: $1)) }
  }

  /// Rounded up to the alignment, blocks of items are apart as the items are; only the padding of
  /// the topmost is not needed.
  private func lowerBound(alignment: Int) -> Int {
    var changes: [(position: Int, bytes: Int)] = []
    var padding = 0
    for item in items where item.alignment >= alignment {
      let rounded = item.bytes.rounded(up: alignment)
      for part in item.parts where part.bytes.count == item.bytes {
        changes.append((part.lifetime.lowerBound, rounded))
        changes.append((part.lifetime.upperBound, -rounded))
      }
      padding = max(padding, rounded - item.bytes)
    }
    for group in sharingGroups {
      let saved = group.mostSaved(items, alignment: alignment)
      changes.append((group.position, -saved))
      changes.append((group.position + 1, saved))
    }
    changes.sort { $0.position < $1.position }
    var (live, most) = (0, 0)
    for (index, change) in changes.enumerated() {
      live += change.bytes
      let isLast = index + 1 == changes.count || changes[index + 1].position > change.position
      if isLast { most = max(most, live) }
    }
    return max(0, most - padding)
  }

  /// The inputs one output may lie over.
  struct SharingGroup {
    var output: Int
    var sharings: [Sharing]
    var position: Int

    /// Bytes, rounded up to `alignment`, that these items share at most: the output's, less the
    /// least that must stick out below the lowest (upwards) or above the highest (downwards) of
    /// the inputs, and no more than the inputs have.
    func mostSaved(_ items: [AllocationItem], alignment: Int) -> Int {
      let inputs = Set(sharings.map(\.input)).reduce(0) {
        $0 + items[$1].bytes.rounded(up: alignment)
      }
      let output = items[output].bytes.rounded(up: alignment)
      let isOneWay = Set(sharings.map(\.direction)).count == 1
      let distance = isOneWay ? sharings.map(\.distance).min() ?? 0 : 0
      return min(inputs, max(0, output - max(0, distance - alignment + 1)))
    }
  }

  var sharingGroups: [SharingGroup] {
    Dictionary(grouping: sharings, by: \.output).sorted { $0.key < $1.key }.map {
      SharingGroup(
        output: $0.key, sharings: $0.value, position: items[$0.key].lifetime.lowerBound)
    }
  }
}

extension Int {
  /// The least multiple of `alignment`, a power of two, that is not below.
  func rounded(up alignment: Int) -> Int { (self + alignment - 1) & ~(alignment - 1) }
}
