/// Gives the items, one after the other, the least offset that those placed before leave.
struct FirstFit {
  private let items: [AllocationItem]
  private let conflicts: Conflicts

  init(_ problem: AllocationProblem, _ conflicts: Conflicts) {
    items = problem.items
    self.conflicts = conflicts
  }

  /// - Parameter order: every item once. Items with fixed offsets come before all others.
  /// - Complexity: O(*p* log *p*) for *p* pairs in use at the same time.
  func offsets(order: [Int]) -> [Int] {
    var offsets = items.map { $0.fixedOffset ?? -1 }
    for index in order where items[index].fixedOffset == nil {
      offsets[index] = lowestOffset(of: index, offsets)
    }
    return offsets
  }

  /// - Parameter offsets: -1 for what is not placed.
  private func lowestOffset(of index: Int, _ offsets: [Int]) -> Int {
    var forbidden: [(above: Int, below: Int)] = []
    for other in conflicts.neighbours[index] where offsets[other.item] >= 0 {
      let offset = offsets[other.item]
      forbidden.append((offset - other.above, offset + other.below))
    }
    forbidden.sort { $0.above < $1.above }
    var offset = 0
    for range in forbidden where offset > range.above && offset < range.below {
      offset = range.below.rounded(up: items[index].alignment)
    }
    return offset
  }
}
