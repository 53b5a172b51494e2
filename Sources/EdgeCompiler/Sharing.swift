internal import EdgePlanning

/// Which outputs a layout puts over dying inputs, and so which way each step runs its rows.
struct Sharing {
  /// By step of the problem: the permissions it uses, all of one direction.
  private(set) var used: [[MemoryProblem.Overlap]]

  /// - Precondition: `layout` passes `verify`.
  init(_ problem: MemoryProblem, _ schedule: Schedule, _ layout: Layout) {
    var places = [Layout.Placement?](repeating: nil, count: problem.buffers.count)
    for placement in layout.placements {
      guard case .buffer(let id) = placement.occupant else { continue }
      places[id.index] = placement
    }
    used = Array(repeating: [], count: problem.steps.count)
    for (position, step) in schedule.order.enumerated() {
      let shared = problem.steps[step].overlaps.filter { overlap in
        guard let input = places[overlap.input.index], let output = places[overlap.output.index]
        else { return false }
        return input.lifetime.upperBound == position + 1 && output.lifetime.lowerBound == position
          && input.bytes.overlaps(output.bytes)
      }
      let holding = shared.filter { overlap in
        guard let input = places[overlap.input.index]?.bytes,
          let output = places[overlap.output.index]?.bytes
        else { return false }
        switch overlap.direction {
        case .upwards: return output.lowerBound <= input.lowerBound - overlap.distance
        case .downwards: return output.upperBound >= input.upperBound + overlap.distance
        }
      }
      let pairs = Set(shared.map { [$0.input, $0.output] }).count
      let upwards = holding.filter { $0.direction == .upwards }
      used[step] =
        upwards.count == pairs ? upwards : holding.filter { $0.direction == .downwards }
    }
  }

  /// +1 where the step's rows ascend, -1 where they descend.
  func rowStep(_ step: Int) -> Int32 { used[step].first?.direction == .downwards ? -1 : 1 }
}
