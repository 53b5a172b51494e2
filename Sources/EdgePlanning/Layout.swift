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
    let lifetimes = Lifetimes(problem, order: schedule.order)
    var occupants: [Occupant] = []
    var items: [AllocationItem] = []
    for (index, buffer) in problem.buffers.enumerated() {
      guard let lifetime = lifetimes.buffers[index] else { continue }
      occupants.append(.buffer(BufferID(index)))
      items.append(
        AllocationItem(bytes: buffer.bytes, alignment: buffer.alignment, lifetime: lifetime))
    }
    for (position, index) in schedule.order.enumerated() where problem.steps[index].scratch > 0 {
      let step = problem.steps[index]
      occupants.append(.scratch(step: index))
      items.append(
        AllocationItem(
          bytes: step.scratch, alignment: step.scratchAlignment, lifetime: position..<position + 1))
    }
    let offsets = allocator.offsets(for: items)
    placements = occupants.indices.map { index in
      Placement(
        occupant: occupants[index], lifetime: items[index].lifetime,
        bytes: offsets[index]..<offsets[index] + items[index].bytes)
    }
    arenaBytes = placements.map(\.bytes.upperBound).max() ?? 0
    lowerBoundBytes = AllocationItem.liveBytes(items).max() ?? 0
  }

  package subscript(occupant: Occupant) -> Placement? {
    placements.first { $0.occupant == occupant }
  }
}
