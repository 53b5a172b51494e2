/// Why a layout would corrupt memory or break its own promises.
package enum LayoutError: Error, Hashable, Sendable {
  case missing(Layout.Occupant)
  case placedTwice(Layout.Occupant)
  case size(Layout.Occupant, expected: Int, found: Int)
  case misaligned(Layout.Occupant, offset: Int, alignment: Int)
  case outOfBounds(Layout.Occupant, arenaBytes: Int)
  case lifetime(Layout.Occupant, expected: Range<Int>, found: Range<Int>)
  case overlap(Layout.Occupant, Layout.Occupant)
  case arenaBytes(expected: Int, found: Int)
  case illegalOrder
}

extension Layout {
  /// Checks this layout against the definition, pair by pair, from the problem alone: it shares no
  /// code with schedulers and allocators.
  ///
  /// - Complexity: O(*n*²) in the number of placements.
  package func verify(_ problem: MemoryProblem, order: [Int]) throws(LayoutError) {
    try verifyOrder(problem, order)
    let required = Self.required(problem, order)
    var found: [Occupant: Placement] = [:]
    for placement in placements {
      guard found.updateValue(placement, forKey: placement.occupant) == nil else {
        throw .placedTwice(placement.occupant)
      }
    }
    for need in required {
      guard let placement = found[need.occupant] else { throw .missing(need.occupant) }
      try verify(placement, need)
    }
    for (index, a) in placements.enumerated() {
      for b in placements[(index + 1)...] where !mayCoexist(a, b, problem, order) {
        throw .overlap(a.occupant, b.occupant)
      }
    }
    let top = placements.map(\.bytes.upperBound).max() ?? 0
    guard arenaBytes == top else { throw .arenaBytes(expected: top, found: arenaBytes) }
  }

  private struct Need {
    var occupant: Occupant
    var bytes: Int
    var alignment: Int
    var lifetime: Range<Int>
  }

  private func verifyOrder(_ problem: MemoryProblem, _ order: [Int]) throws(LayoutError) {
    guard order.sorted() == Array(problem.steps.indices) else { throw .illegalOrder }
    for (position, step) in order.enumerated() {
      for later in order[(position + 1)...] {
        let written = problem.steps[later].writes
        guard !problem.steps[step].after.contains(later) else { throw .illegalOrder }
        guard !problem.steps[step].reads.contains(where: written.contains) else {
          throw .illegalOrder
        }
      }
    }
  }

  /// What has to be placed, position by position as the definition of a lifetime says.
  private static func required(_ problem: MemoryProblem, _ order: [Int]) -> [Need] {
    var needs: [Need] = []
    for (index, buffer) in problem.buffers.enumerated() {
      let id = BufferID(index)
      var positions = order.indices.filter { position in
        let step = problem.steps[order[position]]
        return step.reads.contains(id) || step.writes.contains(id)
      }
      if problem.inputs.contains(id) { positions.insert(0, at: 0) }
      if problem.outputs.contains(id) { positions.append(max(order.count - 1, 0)) }
      guard let first = positions.first, let last = positions.last else { continue }
      needs.append(
        Need(
          occupant: .buffer(id), bytes: buffer.bytes, alignment: buffer.alignment,
          lifetime: first..<last + 1))
    }
    for (position, index) in order.enumerated() where problem.steps[index].scratch > 0 {
      let step = problem.steps[index]
      needs.append(
        Need(
          occupant: .scratch(step: index), bytes: step.scratch, alignment: step.scratchAlignment,
          lifetime: position..<position + 1))
    }
    return needs
  }

  private func verify(_ placement: Placement, _ need: Need) throws(LayoutError) {
    let occupant = need.occupant
    guard placement.bytes.count == need.bytes else {
      throw .size(occupant, expected: need.bytes, found: placement.bytes.count)
    }
    guard placement.bytes.lowerBound % need.alignment == 0 else {
      throw .misaligned(
        occupant, offset: placement.bytes.lowerBound, alignment: need.alignment)
    }
    guard placement.bytes.lowerBound >= 0, placement.bytes.upperBound <= arenaBytes else {
      throw .outOfBounds(occupant, arenaBytes: arenaBytes)
    }
    guard placement.lifetime == need.lifetime else {
      throw .lifetime(occupant, expected: need.lifetime, found: placement.lifetime)
    }
  }

  private func mayCoexist(
    _ a: Placement, _ b: Placement, _ problem: MemoryProblem, _ order: [Int]
  ) -> Bool {
    guard a.lifetime.overlaps(b.lifetime), a.bytes.overlaps(b.bytes) else { return true }
    return isPermitted(input: a, output: b, problem, order)
      || isPermitted(input: b, output: a, problem, order)
  }

  /// Whether the step at which `input` dies and `output` is born permits just this overlap.
  private func isPermitted(
    input: Placement, output: Placement, _ problem: MemoryProblem, _ order: [Int]
  ) -> Bool {
    guard case .buffer(let read) = input.occupant, case .buffer(let written) = output.occupant,
      input.lifetime.upperBound - 1 == output.lifetime.lowerBound,
      !problem.outputs.contains(read), !problem.inputs.contains(written),
      order.indices.contains(output.lifetime.lowerBound)
    else { return false }
    return problem.steps[order[output.lifetime.lowerBound]].overlaps.contains { overlap in
      guard overlap.input == read, overlap.output == written else { return false }
      switch overlap.direction {
      case .upwards:
        return output.bytes.lowerBound <= input.bytes.lowerBound - overlap.distance
      case .downwards:
        return output.bytes.upperBound >= input.bytes.upperBound + overlap.distance
      }
    }
  }
}
