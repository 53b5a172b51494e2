/// Gives the items, one after the other, the least offset that those placed before leave.
struct FirstFit {
  private typealias Direction = MemoryProblem.Overlap.Direction

  private let items: [AllocationItem]
  private let conflicts: Conflicts
  /// By item, the contests it takes part in: one where it is born, one where it dies.
  private let contests: [[Int]]

  init(_ problem: AllocationProblem, _ conflicts: Conflicts) {
    items = problem.items
    self.conflicts = conflicts
    var contests = [[Int]](repeating: [], count: problem.items.count)
    for (index, contest) in conflicts.contests.enumerated() {
      for item in Set(contest.pairs.flatMap { [$0.item, $0.neighbour.item] }) {
        contests[item].append(index)
      }
    }
    self.contests = contests
  }

  /// - Parameter order: every item once. Items with fixed offsets come before all others.
  /// - Complexity: O(*p* log *p*) for *p* pairs in use at the same time.
  func offsets(order: [Int]) -> [Int] {
    var offsets = items.map { $0.fixedOffset ?? -1 }
    var directions = conflicts.contests.indices.map { contest in
      decided(contest, offsets)
    }
    for index in order where items[index].fixedOffset == nil {
      offsets[index] =
        Self.choices(contests[index][...], directions).map {
          lowestOffset(of: index, offsets, $0)
        }.min() ?? 0
      for contest in contests[index] where directions[contest] == nil {
        directions[contest] = decided(contest, offsets)
      }
    }
    return offsets
  }

  /// The only direction that what is placed leaves to a contest; nil where there are two.
  private func decided(_ contest: Int, _ offsets: [Int]) -> Direction? {
    let left = conflicts.directions(of: contest, offsets)
    return left.count == 2 ? nil : left.first ?? .upwards
  }

  /// All ways to decide these contests.
  private static func choices(
    _ contests: ArraySlice<Int>, _ directions: [Direction?]
  ) -> [[Direction?]] {
    guard let contest = contests.first else { return [directions] }
    let rest = contests.dropFirst()
    guard directions[contest] == nil else { return choices(rest, directions) }
    return Direction.allCases.flatMap { direction in
      var directions = directions
      directions[contest] = direction
      return choices(rest, directions)
    }
  }

  /// - Parameter offsets: -1 for what is not placed.
  private func lowestOffset(
    of index: Int, _ offsets: [Int], _ directions: [Direction?]
  ) -> Int {
    var forbidden: [(above: Int, below: Int)] = []
    for other in conflicts.neighbours[index] where offsets[other.item] >= 0 {
      let offset = offsets[other.item]
      let distances = other.distances(other.contest < 0 ? nil : directions[other.contest])
      forbidden.append((offset - distances.above, offset + distances.below))
    }
    forbidden.sort { $0.above < $1.above }
    var offset = 0
    for range in forbidden where offset > range.above && offset < range.below {
      offset = range.below.rounded(up: items[index].alignment)
    }
    return offset
  }
}
