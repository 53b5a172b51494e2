/// Where everything lies in the arena, and when.
package struct Layout: Hashable, Sendable {
  package enum Occupant: Hashable, Sendable {
    case buffer(BufferID)
    /// The scratch of the step at this index of the problem.
    case scratch(step: Int)
  }

  /// A rectangle in time and space.
  package struct Placement: Hashable, Sendable {
    package var occupant: Occupant
    /// Positions in the schedule, half-open.
    package var lifetime: Range<Int>
    /// Bytes from the arena's base, half-open.
    package var bytes: Range<Int>

    package init(occupant: Occupant, lifetime: Range<Int>, bytes: Range<Int>) {
      self.occupant = occupant
      self.lifetime = lifetime
      self.bytes = bytes
    }
  }

  /// One for every buffer any step touches and for every step with scratch.
  package var placements: [Placement]
  /// The largest upper end of any placement.
  package var arenaBytes: Int
  /// No placement of this schedule fits fewer bytes.
  package var lowerBoundBytes: Int

  package init(placements: [Placement], arenaBytes: Int, lowerBoundBytes: Int) {
    self.placements = placements
    self.arenaBytes = arenaBytes
    self.lowerBoundBytes = lowerBoundBytes
  }

  /// Places all that `schedule` needs.
  package init(_ problem: MemoryProblem, _ schedule: Schedule, allocator: some Allocator) {
    let request = AllocationRequest(problem, order: schedule.order)
    self.init(request, allocator.allocate(request.problem))
  }

  init(_ request: AllocationRequest, _ allocation: Allocation) {
    placements = request.occupants.indices.map { index in
      let item = request.problem.items[index]
      let offset = allocation.offsets[index]
      return Placement(
        occupant: request.occupants[index], lifetime: item.lifetime,
        bytes: offset..<offset + item.bytes)
    }
    arenaBytes = allocation.arenaBytes
    lowerBoundBytes = allocation.lowerBoundBytes
  }

  package subscript(occupant: Occupant) -> Placement? {
    placements.first { $0.occupant == occupant }
  }
}
