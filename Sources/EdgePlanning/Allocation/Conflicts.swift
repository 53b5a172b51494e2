/// Which items may not lie anywhere: for each, the others in use at the same time, and how far
/// above the one's offset the other's must be when it lies above.
struct Conflicts {
  struct Neighbour {
    var item: Int
    /// The least `offset(neighbour) - offset(item)` with the neighbour above.
    var above: Int
    /// The least `offset(item) - offset(neighbour)` with the neighbour below.
    var below: Int
  }

  private(set) var neighbours: [[Neighbour]]

  /// Distances of a permitted overlap: upwards, the input may start `distance` above the output's
  /// start; downwards, the output may end `distance` above the input's end.
  ///
  /// - Complexity: O(*n* log *n* + pairs·parts²).
  init(_ problem: AllocationProblem) {
    let items = problem.items
    neighbours = Array(repeating: [], count: items.count)
    let parts = items.map(\.parts)
    var alive: [Int] = []
    let order = items.indices.sorted {
      (items[$0].lifetime.lowerBound, $0) < (items[$1].lifetime.lowerBound, $1)
    }
    for index in order {
      let start = items[index].lifetime.lowerBound
      alive.removeAll { items[$0].lifetime.upperBound <= start }
      for other in alive {
        let isWhole = items[index].gaps.isEmpty && items[other].gaps.isEmpty
        let common =
          isWhole
          ? (items[index].bytes, items[other].bytes) : Self.distances(parts[index], parts[other])
        guard let (above, below) = common else { continue }
        neighbours[index].append(Neighbour(item: other, above: above, below: below))
        neighbours[other].append(Neighbour(item: index, above: below, below: above))
      }
      alive.append(index)
    }
    for sharing in problem.sharings { permit(sharing, items) }
  }

  /// How far apart two items are to be when the first lies below, and when it lies above; nil when
  /// they are never in use together.
  private static func distances(
    _ a: [AllocationItem.Part], _ b: [AllocationItem.Part]
  ) -> (Int, Int)? {
    var found: (Int, Int)?
    for first in a {
      for second in b where first.lifetime.overlaps(second.lifetime) {
        let above = first.bytes.upperBound - second.bytes.lowerBound
        let below = second.bytes.upperBound - first.bytes.lowerBound
        found = (max(found?.0 ?? above, above), max(found?.1 ?? below, below))
      }
    }
    return found
  }

  private mutating func permit(
    _ sharing: AllocationProblem.Sharing, _ items: [AllocationItem]
  ) {
    let (input, output) = (sharing.input, sharing.output)
    let outputBelow: Int
    let outputAbove: Int
    switch sharing.direction {
    case .upwards: (outputBelow, outputAbove) = (sharing.distance, items[input].bytes)
    case .downwards:
      outputBelow = items[output].bytes
      outputAbove = items[input].bytes + sharing.distance - items[output].bytes
    }
    for index in neighbours[output].indices where neighbours[output][index].item == input {
      neighbours[output][index].above = min(neighbours[output][index].above, outputBelow)
      neighbours[output][index].below = min(neighbours[output][index].below, outputAbove)
    }
    for index in neighbours[input].indices where neighbours[input][index].item == output {
      neighbours[input][index].below = min(neighbours[input][index].below, outputBelow)
      neighbours[input][index].above = min(neighbours[input][index].above, outputAbove)
    }
  }
}
