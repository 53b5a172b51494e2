/// Packs into the fewest bytes it can find: first fit in several orders, and where none reaches the
/// bytes live at once, a search over canonical placements.
///
/// Canonical placements (Moffitt, "MiniMalloc", ASPLOS 2024): items are placed at non-decreasing
/// offsets, each on the floor of the sections of time it spans; a branch ends where floor and what
/// is still to come exceed the best arena known, or where an item would leave a hole another one
/// fits into.
package struct BranchAndBound: Allocator {
  package static let name = "branch-and-bound"

  /// Most placements tried by the search.
  package var nodeLimit: Int

  package init(nodeLimit: Int = 200_000) { self.nodeLimit = nodeLimit }

  package func offsets(for items: [AllocationItem]) -> [Int] {
    let bound = AllocationItem.liveBytes(items).max() ?? 0
    var best = GreedyBySize().offsets(for: items)
    var bestBytes = Self.arenaBytes(items, best)
    for order in Self.orders(items) where bestBytes > bound {
      let candidate = GreedyBySize.firstFit(items, order: order)
      let bytes = Self.arenaBytes(items, candidate)
      if bytes < bestBytes { (best, bestBytes) = (candidate, bytes) }
    }
    for preference in PackingSearch.Preference.allCases where bestBytes > bound {
      var search = PackingSearch(items, below: bestBytes, bound: bound, preference: preference)
      search.run(nodeLimit: nodeLimit)
      if let found = search.best { (best, bestBytes) = (found, search.limit) }
    }
    return best
  }

  private static func arenaBytes(_ items: [AllocationItem], _ offsets: [Int]) -> Int {
    zip(items, offsets).map { $0.bytes + $1 }.max() ?? 0
  }

  private static func orders(_ items: [AllocationItem]) -> [[Int]] {
    func by(_ key: (AllocationItem) -> Int) -> [Int] {
      items.indices.sorted { (key(items[$1]), $0) < (key(items[$0]), $1) }
    }
    return [
      by { $0.lifetime.count },
      by { $0.lifetime.count * $0.bytes },
      by { -$0.lifetime.lowerBound },
      by { $0.lifetime.upperBound },
    ]
  }
}

/// Depth-first search for a packing smaller than the best so far.
private struct PackingSearch {
  enum Preference: CaseIterable { case area, bytes, duration }

  /// The arena of `best`; what is looked for is smaller.
  private(set) var limit: Int
  private(set) var best: [Int]?
  private let items: [AllocationItem]
  private let bound: Int
  private let priority: [Int]
  private var offsets: [Int?]
  /// By section of time: where the next item may start, and the bytes still to be placed.
  private var floors: [Int]
  private var remaining: [Int]
  private var nodesLeft = 0

  init(_ items: [AllocationItem], below limit: Int, bound: Int, preference: Preference) {
    // Sections: between two neighbouring ends of lifetimes nothing changes.
    let times = Set(items.flatMap { [$0.lifetime.lowerBound, $0.lifetime.upperBound] }).sorted()
    let sections = Dictionary(uniqueKeysWithValues: times.enumerated().map { ($1, $0) })
    self.items = items.map { item in
      var item = item
      if let first = sections[item.lifetime.lowerBound],
        let last = sections[item.lifetime.upperBound]
      {
        item.lifetime = first..<last
      }
      return item
    }
    self.limit = limit
    self.bound = bound
    offsets = Array(repeating: nil, count: items.count)
    floors = Array(repeating: 0, count: max(times.count - 1, 0))
    remaining = AllocationItem.liveBytes(self.items)
    priority = items.indices.sorted { a, b in
      let (first, second) = (items[a], items[b])
      return switch preference {
      case .area:
        first.bytes * first.lifetime.count > second.bytes * second.lifetime.count
      case .bytes: first.bytes > second.bytes
      case .duration: first.lifetime.count > second.lifetime.count
      }
    }
  }

  mutating func run(nodeLimit: Int) {
    nodesLeft = nodeLimit
    descend(placed: 0, top: 0, from: 0)
  }

  /// - Parameters:
  ///   - top: the arena so far.
  ///   - from: no item is placed below this offset any more.
  private mutating func descend(placed: Int, top: Int, from: Int) {
    if placed == items.count {
      best = offsets.map { $0 ?? 0 }
      limit = top
      return
    }
    guard nodesLeft > 0, limit > bound else { return }
    nodesLeft -= 1
    for candidate in candidates(from: from) {
      let item = items[candidate.index]
      let end = candidate.offset + item.bytes
      guard end < limit else { continue }
      let before = Array(floors[item.lifetime])
      place(candidate.index, at: candidate.offset)
      if isPromising(item.lifetime) {
        descend(placed: placed + 1, top: max(top, end), from: candidate.offset)
      }
      offsets[candidate.index] = nil
      for (section, floor) in zip(item.lifetime, before) {
        floors[section] = floor
        remaining[section] += item.bytes
      }
      if nodesLeft <= 0 || limit <= bound { return }
    }
  }

  private mutating func place(_ index: Int, at offset: Int) {
    offsets[index] = offset
    for section in items[index].lifetime {
      floors[section] = offset + items[index].bytes
      remaining[section] -= items[index].bytes
    }
  }

  private func isPromising(_ sections: Range<Int>) -> Bool {
    sections.allSatisfy { floors[$0] + remaining[$0] < limit }
  }

  /// The items that may come next, lowest offset first: none that starts where another one could
  /// have ended.
  private func candidates(from: Int) -> [(index: Int, offset: Int)] {
    var (found, lowestEnd) = ([(index: Int, offset: Int)](), Int.max)
    for index in priority where offsets[index] == nil {
      let item = items[index]
      let floor = item.lifetime.reduce(from) { max($0, floors[$1]) }
      let offset = item.aligned(floor)
      found.append((index, offset))
      lowestEnd = min(lowestEnd, offset + item.bytes)
    }
    return found.filter { $0.offset < lowestEnd }.enumerated()
      .sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }
      .map(\.element)
  }
}
