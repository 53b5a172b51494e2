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

  /// Bytes times positions; the largest number where that is larger.
  var area: Int {
    let (area, overflow) = bytes.multipliedReportingOverflow(by: lifetime.count)
    return overflow ? .max : area
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
    let counted = items.filter { $0.alignment >= alignment }
    var changes: [(position: Int, bytes: Int)] = []
    for item in counted {
      let rounded = item.bytes.rounded(up: alignment)
      for part in item.parts where part.bytes.count == item.bytes {
        changes.append((part.lifetime.lowerBound, rounded))
        changes.append((part.lifetime.upperBound, -rounded))
      }
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
      guard isLast, live > most else { continue }
      let padding = counted.reduce(0) { padding, item in
        guard item.lifetime.contains(change.position) else { return padding }
        return max(padding, item.bytes.rounded(up: alignment) - item.bytes)
      }
      most = max(most, live - padding)
    }
    return most
  }

  /// The items of one position that may lie over one another.
  struct SharingGroup {
    var sharings: [Sharing]
    var position: Int

    var outputs: Set<Int> { Set(sharings.map(\.output)) }
    var inputs: Set<Int> { Set(sharings.map(\.input)) }

    /// Bytes, rounded up to `alignment`, that outputs share with inputs at most, in the better
    /// direction. Each input lies under one output at most, as both begin below it, or end above.
    /// Items that have not at least this alignment share nothing.
    func mostSaved(_ items: [AllocationItem], alignment: Int) -> Int {
      let aligned = sharings.filter {
        items[$0.output].alignment >= alignment && items[$0.input].alignment >= alignment
      }
      return MemoryProblem.Overlap.Direction.allCases.reduce(0) { most, direction in
        let pairs = aligned.filter { $0.direction == direction }
        let byOutput = Dictionary(grouping: pairs, by: \.output).values.reduce(0) {
          $0 + Self.shared($1, items, alignment)
        }
        let byInput = Dictionary(grouping: pairs, by: \.input).values.reduce(0) { sum, pairs in
          sum + (pairs.map { Self.shared([$0], items, alignment) }.max() ?? 0)
        }
        return max(most, min(byOutput, byInput))
      }
    }

    /// What one output shares with these inputs at most, in one direction: no more than they have,
    /// nor than it reaches into them.
    private static func shared(
      _ sharings: [Sharing], _ items: [AllocationItem], _ alignment: Int
    ) -> Int {
      let inputs = Set(sharings.map(\.input)).reduce(0) {
        $0 + items[$1].bytes.rounded(up: alignment)
      }
      return sharings.reduce(0) { most, sharing in
        max(most, min(inputs, reach(sharing, items, alignment)))
      }
    }

    /// Bytes of the output, rounded up to `alignment`, that are not below the input's start
    /// (upwards), or not above its end (downwards), both at multiples of it.
    private static func reach(
      _ sharing: Sharing, _ items: [AllocationItem], _ alignment: Int
    ) -> Int {
      let (input, output) = (items[sharing.input].bytes, items[sharing.output].bytes)
      switch sharing.direction {
      case .upwards:
        return output.rounded(up: alignment) - sharing.distance.rounded(up: alignment)
      case .downwards:
        let start = (input + sharing.distance - output).rounded(up: alignment)
        return input.rounded(up: alignment) - start
      }
    }
  }

  var sharingGroups: [SharingGroup] {
    Dictionary(grouping: sharings, by: position).sorted { $0.key < $1.key }.map {
      SharingGroup(sharings: $0.value, position: $0.key)
    }
  }
}

extension Int {
  /// The least multiple of `alignment`, a power of two, that is not below.
  func rounded(up alignment: Int) -> Int { (self + alignment - 1) & ~(alignment - 1) }
}
