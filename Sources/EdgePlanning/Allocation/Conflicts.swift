/// Which items may not lie anywhere: for each, the others in use at the same time, and how far
/// above the one's offset the other's must be when it lies above.
struct Conflicts {
  typealias Direction = MemoryProblem.Overlap.Direction

  /// How far apart two items must lie.
  struct Distances {
    /// The least `offset(neighbour) - offset(item)` with the neighbour above.
    var above: Int
    /// The least `offset(item) - offset(neighbour)` with the neighbour below.
    var below: Int

    /// - Parameter offset: the neighbour's, less the item's.
    func permit(_ offset: Int) -> Bool { offset >= above || -offset >= below }

    func either(_ other: Distances) -> Distances {
      Distances(above: min(above, other.above), below: min(below, other.below))
    }

    var mirrored: Distances { Distances(above: below, below: above) }
  }

  struct Neighbour {
    var item: Int
    /// With the rows of their contest upwards, and downwards; the same where there is none.
    var upwards: Distances
    var downwards: Distances
    /// -1 where nothing depends on a direction.
    var contest = -1

    /// - Parameter direction: nil where either will do.
    func distances(_ direction: Direction?) -> Distances {
      switch direction {
      case .upwards: upwards
      case .downwards: downwards
      case nil: upwards.either(downwards)
      }
    }
  }

  /// A step with several pairs that may overlap: they must agree on a direction.
  struct Contest {
    var pairs: [(item: Int, neighbour: Neighbour)] = []
  }

  private(set) var neighbours: [[Neighbour]]
  private(set) var contests: [Contest] = []

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
          ? Distances(above: items[index].bytes, below: items[other].bytes)
          : Self.distances(parts[index], parts[other])
        guard let common else { continue }
        neighbours[index].append(Neighbour(item: other, upwards: common, downwards: common))
        neighbours[other].append(
          Neighbour(item: index, upwards: common.mirrored, downwards: common.mirrored))
      }
      alive.append(index)
    }
    for (_, sharings) in Dictionary(grouping: problem.sharings, by: { problem.position(of: $0) })
      .sorted(by: { $0.key < $1.key })
    {
      permit(sharings, items)
    }
  }

  /// How far apart two items are to be; nil when they are never in use together.
  private static func distances(
    _ a: [AllocationItem.Part], _ b: [AllocationItem.Part]
  ) -> Distances? {
    var found: Distances?
    for first in a {
      for second in b where first.lifetime.overlaps(second.lifetime) {
        let above = first.bytes.upperBound - second.bytes.lowerBound
        let below = second.bytes.upperBound - first.bytes.lowerBound
        found = Distances(
          above: max(found?.above ?? above, above), below: max(found?.below ?? below, below))
      }
    }
    return found
  }

  /// Permits the sharings of one position.
  private mutating func permit(
    _ sharings: [AllocationProblem.Sharing], _ items: [AllocationItem]
  ) {
    let isContested = Set(sharings.map { [$0.input, $0.output] }).count > 1
    let contest = isContested ? contests.count : -1
    for sharing in sharings {
      permit(sharing, from: sharing.output, to: sharing.input, contest, items)
      permit(sharing, from: sharing.input, to: sharing.output, contest, items)
    }
    guard isContested else { return }
    var pairs: [(item: Int, neighbour: Neighbour)] = []
    for output in Set(sharings.map(\.output)).sorted() {
      pairs += neighbours[output].filter { $0.contest == contest }.map { (output, $0) }
    }
    contests.append(Contest(pairs: pairs))
  }

  /// Upwards, the input may start `distance` above the output's start; downwards, the output may
  /// end `distance` above the input's end.
  private mutating func permit(
    _ sharing: AllocationProblem.Sharing, from item: Int, to other: Int, _ contest: Int,
    _ items: [AllocationItem]
  ) {
    let (input, output) = (items[sharing.input].bytes, items[sharing.output].bytes)
    let outputs =
      sharing.direction == .upwards
      ? Distances(above: sharing.distance, below: input)
      : Distances(above: output, below: input + sharing.distance - output)
    let distances = item == sharing.output ? outputs : outputs.mirrored
    for index in neighbours[item].indices where neighbours[item][index].item == other {
      if contest < 0 || sharing.direction == .upwards {
        neighbours[item][index].upwards = neighbours[item][index].upwards.either(distances)
      }
      if contest < 0 || sharing.direction == .downwards {
        neighbours[item][index].downwards = neighbours[item][index].downwards.either(distances)
      }
      neighbours[item][index].contest = contest
    }
  }

  /// The directions in which the step may lay its outputs just so.
  ///
  /// - Parameter offsets: -1 for what is not placed.
  func directions(of contest: Int, _ offsets: [Int]) -> [Direction] {
    Direction.allCases.filter { direction in
      contests[contest].pairs.allSatisfy { item, neighbour in
        guard offsets[item] >= 0, offsets[neighbour.item] >= 0 else { return true }
        return neighbour.distances(direction).permit(offsets[neighbour.item] - offsets[item])
      }
    }
  }

  /// The direction that the fewest bytes of overlap speak against.
  func preferredDirection(of contest: Int, _ offsets: [Int]) -> Direction {
    let wrong = Direction.allCases.map { direction in
      contests[contest].pairs.reduce(0) { sum, pair in
        let offset = offsets[pair.neighbour.item] - offsets[pair.item]
        let distances = pair.neighbour.distances(direction)
        return sum + max(0, min(distances.above - offset, distances.below + offset))
      }
    }
    return wrong[1] < wrong[0] ? .downwards : .upwards
  }
}
