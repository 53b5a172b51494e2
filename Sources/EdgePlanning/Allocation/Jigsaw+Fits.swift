extension Jigsaw {
  /// The likeliest two piles of as many bytes of which one ends and one begins at `position`.
  mutating func row(at position: Int) -> Fit? {
    var best: Fit?
    let later = groups(begins[position]).map { piles($0) }
    for group in groups(ends[position]) where !later.isEmpty {
      let earlier = Self.likeliest(piles(group))
      for after in later.joined() {
        guard let before = earlier[after.bytes] else { continue }
        let bits = before.bits + after.bits + chance()
        if let best, best.bits <= bits { continue }
        best = Fit(
          parts: parts(before, at: 0) + parts(after, at: 0),
          lifetime: before.lifetime.lowerBound..<after.lifetime.upperBound, bytes: after.bytes,
          bits: bits)
      }
    }
    return best
  }

  /// The likeliest five piles that no cut through all of them parts:
  ///
  ///     before above  above
  ///     before middle after
  ///     below  below  after
  mutating func wheel() -> Fit? {
    var best: Fit?
    for middle in groups(begins.keys.sorted().flatMap { begins[$0] ?? [] }) {
      let time = middle.lifetime
      for below in groups(ends[time.upperBound]) where below.lifetime.lowerBound < time.lowerBound {
        let before = group(below.lifetime.lowerBound..<time.lowerBound)
        for above in groups(begins[time.lowerBound])
        where above.lifetime.upperBound > time.upperBound && !before.blocks.isEmpty {
          let after = group(time.upperBound..<above.lifetime.upperBound)
          guard !after.blocks.isEmpty,
            let fit = wheel(before, above, middle, below, after),
            fit.bits < best?.bits ?? .infinity
          else { continue }
          best = fit
        }
      }
    }
    return best
  }

  private mutating func wheel(
    _ before: Group, _ above: Group, _ middle: Group, _ below: Group, _ after: Group
  ) -> Fit? {
    var best: Fit?
    let sides = [before, after].map { Self.likeliest(piles($0, most: Self.mostOfWheel)) }
    let (above, below) = (
      piles(above, most: Self.mostOfWheel), piles(below, most: Self.mostOfWheel)
    )
    for middle in piles(middle, most: Self.mostOfWheel) {
      for below in below {
        guard let after = sides[1][below.bytes + middle.bytes] else { continue }
        for above in above {
          guard let before = sides[0][middle.bytes + above.bytes] else { continue }
          let piles = [before, above, middle, below, after]
          let bits = piles.reduce(chance()) { $0 + $1.bits }
          if let best, best.bits <= bits { continue }
          let offsets = [below.bytes, after.bytes, below.bytes, 0, 0]
          best = Fit(
            parts: zip(piles, offsets).flatMap { parts($0, at: $1) },
            lifetime: before.lifetime.lowerBound..<above.lifetime.upperBound,
            bytes: after.bytes + above.bytes, bits: bits)
        }
      }
    }
    return best
  }

  /// Of a group, the most blocks of which piles are made.
  private static let mostOfRow = 10
  private static let mostOfWheel = 6

  /// Blocks of the same lifetime.
  private struct Group {
    var lifetime: Range<Int>
    var blocks: [Int]
  }

  private func groups(_ blocks: [Int]?) -> [Group] {
    Dictionary(grouping: blocks ?? []) { self.blocks[$0].lifetime }
      .map { Group(lifetime: $0.key, blocks: $0.value) }
      .sorted {
        ($0.lifetime.lowerBound, $0.lifetime.upperBound)
          < ($1.lifetime.lowerBound, $1.lifetime.upperBound)
      }
  }

  private func group(_ lifetime: Range<Int>) -> Group {
    let blocks = (begins[lifetime.lowerBound] ?? []).filter { self.blocks[$0].lifetime == lifetime }
    return Group(lifetime: lifetime, blocks: blocks)
  }

  /// Some blocks of the same lifetime, one on top of the other.
  private struct Pile {
    var group: [Int]
    /// Bits of `members` are indices into `group`.
    var members: Int
    var lifetime: Range<Int>
    var bytes: Int
    /// Binary logarithm of the number of piles of as many blocks of the group.
    var bits: Double
  }

  private func piles(_ group: Group, most: Int = Self.mostOfRow) -> [Pile] {
    let chosen = group.blocks.prefix(most)
    let bits = (0...chosen.count).map { Self.bits(choosing: $0, of: group.blocks.count) }
    var bytes = [Int](repeating: 0, count: 1 << chosen.count)
    return bytes.indices.dropFirst().map { members in
      let block = chosen[members.trailingZeroBitCount]
      bytes[members] = bytes[members & (members - 1)] + blocks[block].bytes
      return Pile(
        group: group.blocks, members: members, lifetime: group.lifetime, bytes: bytes[members],
        bits: bits[members.nonzeroBitCount])
    }
  }

  /// By bytes.
  private static func likeliest(_ piles: [Pile]) -> [Int: Pile] {
    Dictionary(piles.map { ($0.bytes, $0) }) { $1.bits < $0.bits ? $1 : $0 }
  }

  private func parts(_ pile: Pile, at offset: Int) -> [Part] {
    var (parts, offset) = ([Part](), offset)
    for (index, block) in pile.group.prefix(Int.bitWidth - 1).enumerated()
    where pile.members >> index & 1 != 0 {
      parts.append(Part(index: block, offset: offset))
      offset += blocks[block].bytes
    }
    return parts
  }

  /// Binary logarithm of a binomial coefficient.
  private static func bits(choosing count: Int, of all: Int) -> Double {
    let few = min(count, all - count)
    let ways = (0..<few).reduce(1.0) { $0 * Double(all - $1) / Double($1 + 1) }
    return ways.binaryLogarithm
  }
}

extension Double {
  /// Of a number from 1, by linear interpolation between powers of two: the same on every machine.
  fileprivate var binaryLogarithm: Double { Double(exponent) + significand - 1 }
}
