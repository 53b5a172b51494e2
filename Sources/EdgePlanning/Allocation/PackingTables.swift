/// An allocation problem in the form its search needs: small numbers in flat tables.
///
/// Bytes are counted in units of `unit`, which every offset worth trying is a multiple of. Time is
/// cut into sections, between which nothing begins or ends.
struct PackingTables {
  /// A run of sections in which an item is in use.
  struct Span {
    var sections: Range<Int>
    /// Of the bytes in use, in units, rounded up to the alignment that all items have.
    var extent: Int32
  }

  /// Bytes.
  let unit: Int
  let count: Int
  let sectionCount: Int
  let sizes: [Int32]
  /// In units, less one: offsets have none of these bits.
  let alignmentMasks: [Int32]
  /// `spans[firstSpans[i]..<firstSpans[i + 1]]` are those of item `i`, in the order of time.
  let firstSpans: [Int]
  let spans: [Span]
  /// `occupants[firstOccupants[s]..<firstOccupants[s + 1]]` are the items in use in section `s`.
  let firstOccupants: [Int]
  let occupants: [Int32]
  /// First section of each item, and one past its last.
  let starts: [Int32]
  let ends: [Int32]
  /// Items that may not lie at will above this one: `neighbours[firsts[i]..<firsts[i + 1]]` must
  /// start `distances` above its offset.
  let firsts: [Int]
  let neighbours: [Int32]
  let distances: [Int32]
  /// How far above the neighbour's offset this item must start, if it lies above.
  let distancesBelow: [Int32]
  /// By section, extents of all items, less the padding that the topmost of them has at most: the
  /// arena need not hold that.
  let totals: [Int32]
  /// By item, ranges of its offset that fixed items forbid, bounds excluded, in ascending order.
  let forbidden: [[(above: Int32, below: Int32)]]
  let fixed: [Int32?]
  /// By item, another one just like it that is placed first; -1 for none.
  let twins: [Int32]
  /// By item, whether it may lie over another one.
  let isSharing: [Bool]
  /// By item, places in `neighbours` of those in whose middle it may lie: above their offsets, and
  /// yet not above their ends.
  let hosts: [[Int]]
  /// Whether every packing can be brought into the form searched for, so that what is not found
  /// does not exist: windows and hosts allow others, and so do directions that might be different.
  let isExact: Bool
  let groups: [Group]
  /// By item, the groups it belongs to.
  let memberships: [[Int]]

  /// Bytes counted twice while some of the outputs and some of the inputs are still to be placed.
  struct Group {
    var outputs: [Int]
    var inputs: [Int]
    var section: Int
    var saving: Int32
  }

  func spans(of item: Int) -> Range<Int> { firstSpans[item]..<firstSpans[item + 1] }

  /// Nil where the numbers would not fit, or there is too much to search.
  ///
  /// - Parameter directions: by contest; nil where each of its pairs may have its own.
  init?(
    _ problem: AllocationProblem, _ conflicts: Conflicts,
    _ directions: [MemoryProblem.Overlap.Direction?]
  ) {
    let items = problem.items
    let pairs = conflicts.neighbours.reduce(0) { $0 + $1.count }
    let unit = Self.unit(problem, conflicts)
    let common = items.map(\.alignment).min() ?? 1
    // Multiples of the unit are aligned already, unless it divides the alignment.
    let rounding = unit % common == 0 ? 1 : common
    let total = items.reduce(0) { $0 + $1.bytes + $1.alignment + ($1.fixedOffset ?? 0) }
    guard pairs <= 4_000_000, total / unit < Int(Int32.max) / 4 else { return nil }
    let inUnits = { (bytes: Int) in Int32(truncatingIfNeeded: bytes / unit) }
    let parts = items.map(\.parts)
    let times = Set(parts.joined().flatMap { [$0.lifetime.lowerBound, $0.lifetime.upperBound] })
      .sorted()
    let section = Dictionary(uniqueKeysWithValues: times.enumerated().map { ($1, $0) })

    self.unit = unit
    count = items.count
    sectionCount = max(times.count - 1, 0)
    sizes = items.map { inUnits($0.bytes) }
    alignmentMasks = items.map { max(inUnits($0.alignment), 1) - 1 }
    let spans = parts.map { parts in
      parts.map { part in
        let bytes = part.bytes.count
        let first = section[part.lifetime.lowerBound] ?? 0
        return Span(
          sections: first..<(section[part.lifetime.upperBound] ?? first),
          extent: inUnits(parts.count == 1 ? bytes.rounded(up: rounding) : bytes))
      }
    }
    self.spans = Array(spans.joined())
    firstSpans = spans.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    var bySection = [[Int32]](repeating: [], count: sectionCount)
    for (item, spans) in spans.enumerated() {
      for section in spans.flatMap(\.sections) { bySection[section].append(Int32(item)) }
    }
    occupants = Array(bySection.joined())
    firstOccupants = bySection.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    starts = spans.map { Int32($0.first?.sections.lowerBound ?? 0) }
    ends = spans.map { Int32($0.last?.sections.upperBound ?? 0) }
    var totals = [Int32](repeating: 0, count: sectionCount)
    var paddings = totals
    for (item, spans) in zip(items, spans) {
      let padding = spans.count == 1 ? spans[0].extent - inUnits(item.bytes) : 0
      for span in spans {
        for section in span.sections {
          totals[section] += span.extent
          paddings[section] = max(paddings[section], padding)
        }
      }
    }
    self.totals = zip(totals, paddings).map { $0 - $1 }
    firsts = conflicts.neighbours.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    neighbours = conflicts.neighbours.joined().map { Int32($0.item) }
    let apart = { (neighbour: Conflicts.Neighbour) in
      neighbour.distances(neighbour.contest < 0 ? nil : directions[neighbour.contest])
    }
    distances = conflicts.neighbours.joined().map { inUnits(apart($0).above) }
    distancesBelow = conflicts.neighbours.joined().map { inUnits(apart($0).below) }
    fixed = items.map { $0.fixedOffset.map(inUnits) }
    forbidden = items.indices.map { index in
      guard items[index].fixedOffset == nil else { return [] }
      return conflicts.neighbours[index].compactMap { other in
        items[other.item].fixedOffset.map {
          (inUnits($0 - apart(other).above), inUnits($0 + apart(other).below))
        }
      }.sorted { $0.0 < $1.0 }
    }
    let sharers = Set(problem.sharings.flatMap { [$0.input, $0.output] })
    let isSharing = items.indices.map { sharers.contains($0) }
    self.isSharing = isSharing
    var latest: [AllocationItem: Int32] = [:]
    twins = items.indices.map { index in
      guard !sharers.contains(index), items[index].fixedOffset == nil else { return -1 }
      return latest.updateValue(Int32(index), forKey: items[index]) ?? -1
    }
    let (firsts, distances) = (firsts, distances)
    hosts = items.indices.map { item in
      isSharing[item] ? (firsts[item]..<firsts[item + 1]).filter { distances[$0] < 0 } : []
    }
    isExact =
      directions.allSatisfy { $0 == nil } && hosts.allSatisfy(\.isEmpty)
      && items.allSatisfy { $0.gaps.allSatisfy { $0.window == nil } }
    groups = problem.sharingGroups.map { group in
      Group(
        outputs: group.outputs.sorted(), inputs: group.inputs.sorted(),
        section: section[group.position] ?? 0,
        saving: inUnits(group.mostSaved(items, alignment: rounding) + unit - 1))
    }
    var memberships = [[Int]](repeating: [], count: items.count)
    for (index, group) in groups.enumerated() {
      for item in Set(group.outputs + group.inputs) { memberships[item].append(index) }
    }
    self.memberships = memberships
  }

  /// The greatest number that divides every offset first fit can give: it divides all distances,
  /// and every alignment that is not a divisor of it.
  private static func unit(_ problem: AllocationProblem, _ conflicts: Conflicts) -> Int {
    var unit = 0
    for item in problem.items {
      unit = greatestCommonDivisor(unit, item.bytes)
      unit = greatestCommonDivisor(unit, item.fixedOffset ?? 0)
    }
    for neighbour in conflicts.neighbours.joined() {
      for distances in [neighbour.upwards, neighbour.downwards] {
        unit = greatestCommonDivisor(unit, distances.above)
        unit = greatestCommonDivisor(unit, distances.below)
      }
    }
    for item in problem.items.sorted(by: { $0.alignment > $1.alignment })
    where unit % item.alignment != 0 {
      unit = greatestCommonDivisor(unit, item.alignment)
    }
    return max(unit, 1)
  }

  private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (abs(a), abs(b))
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
