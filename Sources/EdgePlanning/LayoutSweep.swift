/// Walks through time and holds what is born at a position against all that lives there: for
/// `Layout.verify`, and as independent of the planner as that.
struct LayoutSweep {
  private let problem: MemoryProblem
  private let order: [Int]
  private let placements: [Layout.Placement]
  /// Indices of placements, by offset. They share no byte: what may be overlapped dies at once.
  private var alive: [Int] = []

  init(_ problem: MemoryProblem, _ order: [Int], _ placements: [Layout.Placement]) {
    self.problem = problem
    self.order = order
    self.placements = placements
  }

  /// - Throws: `overlap` or `bothDirections`.
  mutating func run() throws(LayoutError) {
    let born = placements.indices.sorted { a, b in
      let (a, b) = (placements[a], placements[b])
      return (a.lifetime.lowerBound, a.bytes.lowerBound)
        < (b.lifetime.lowerBound, b.bytes.lowerBound)
    }
    var next = 0
    while next < born.count {
      let position = placements[born[next]].lifetime.lowerBound
      let rest = born[next...]
      let end =
        rest.firstIndex { placements[$0].lifetime.lowerBound != position } ?? born.endIndex
      alive.removeAll { placements[$0].lifetime.upperBound <= position }
      try judge(meetings(of: born[next..<end]), at: position)
      alive += born[next..<end]
      alive.sort { placements[$0].bytes.lowerBound < placements[$1].bytes.lowerBound }
      next = end
    }
  }

  /// The pairs that share bytes, of the newborn, and of these and the living.
  private func meetings(of newborn: ArraySlice<Int>) -> [(Int, Int)] {
    var found: [(Int, Int)] = []
    for (place, index) in zip(newborn.indices, newborn) {
      let bytes = placements[index].bytes
      for other in newborn[(place + 1)...] {
        guard placements[other].bytes.lowerBound < bytes.upperBound else { break }
        if placements[other].bytes.overlaps(bytes) { found.append((index, other)) }
      }
      for other in alive[firstAlive(endingAbove: bytes.lowerBound)...] {
        guard placements[other].bytes.lowerBound < bytes.upperBound else { break }
        if placements[other].bytes.overlaps(bytes) { found.append((other, index)) }
      }
    }
    return found
  }

  private func firstAlive(endingAbove offset: Int) -> Int {
    var (low, high) = (alive.startIndex, alive.endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if placements[alive[middle]].bytes.upperBound <= offset {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  /// All pairs of one position must be permitted, and by one direction of the step's rows.
  private func judge(_ meetings: [(Int, Int)], at position: Int) throws(LayoutError) {
    var directions: Set<MemoryProblem.Overlap.Direction> = [.upwards, .downwards]
    for (a, b) in meetings {
      let permitted = permittedDirections(input: a, output: b, at: position)
        .union(permittedDirections(input: b, output: a, at: position))
      guard !permitted.isEmpty else {
        throw .overlap(placements[min(a, b)].occupant, placements[max(a, b)].occupant)
      }
      directions.formIntersection(permitted)
    }
    if directions.isEmpty { throw .bothDirections(step: order[position]) }
  }

  /// The directions in which the step may lay `output` over `input` just so.
  private func permittedDirections(
    input: Int, output: Int, at position: Int
  ) -> Set<MemoryProblem.Overlap.Direction> {
    let (input, output) = (placements[input], placements[output])
    guard case .buffer(let read) = input.occupant, case .buffer(let written) = output.occupant,
      input.lifetime.upperBound - 1 == position, output.lifetime.lowerBound == position,
      !problem.outputs.contains(read), !problem.inputs.contains(written),
      order.indices.contains(position)
    else { return [] }
    var directions: Set<MemoryProblem.Overlap.Direction> = []
    for overlap in problem.steps[order[position]].overlaps
    where overlap.input == read && overlap.output == written {
      let margin =
        switch overlap.direction {
        case .upwards: input.bytes.lowerBound - output.bytes.lowerBound
        case .downwards: output.bytes.upperBound - input.bytes.upperBound
        }
      if margin >= overlap.distance { directions.insert(overlap.direction) }
    }
    return directions
  }
}
