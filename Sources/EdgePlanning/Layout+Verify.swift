/// Why a layout would corrupt memory or break its own promises.
package enum LayoutError: Error, Hashable, Sendable {
  case missing(Layout.Occupant)
  case placedTwice(Layout.Occupant)
  case size(Layout.Occupant, expected: Int, found: Int)
  case misaligned(Layout.Occupant, offset: Int, alignment: Int)
  case outOfBounds(Layout.Occupant, arenaBytes: Int)
  case lifetime(Layout.Occupant, expected: Range<Int>, found: Range<Int>)
  case overlap(Layout.Occupant, Layout.Occupant)
  /// One overlap of the step needs its rows upwards, another one downwards.
  case bothDirections(step: Int)
  case arenaBytes(expected: Int, found: Int)
  case illegalOrder
}

extension Layout {
  /// Checks this layout against the definition, from the problem alone: it shares no code with
  /// schedulers and allocators.
  ///
  /// - Complexity: O(*n* log *n* + *t*·*a*) for *n* placements, at most *a* of them alive at each
  ///   of *t* positions.
  package func verify(_ problem: MemoryProblem, order: [Int]) throws(LayoutError) {
    try Self.verifyOrder(problem, order)
    var found: [Occupant: Placement] = [:]
    for placement in placements {
      guard found.updateValue(placement, forKey: placement.occupant) == nil else {
        throw .placedTwice(placement.occupant)
      }
    }
    for need in Self.required(problem, order) {
      guard let placement = found[need.occupant] else { throw .missing(need.occupant) }
      try verify(placement, need)
    }
    var sweep = LayoutSweep(problem, order, placements)
    try sweep.run()
    let top = placements.map(\.bytes.upperBound).max() ?? 0
    guard arenaBytes == top else { throw .arenaBytes(expected: top, found: arenaBytes) }
  }

  private struct Need {
    var occupant: Occupant
    var bytes: Int
    var alignment: Int
    var lifetime: Range<Int>
  }

  private static func verifyOrder(_ problem: MemoryProblem, _ order: [Int]) throws(LayoutError) {
    guard order.sorted() == Array(problem.steps.indices) else { throw .illegalOrder }
    var positions = order
    for (position, step) in order.enumerated() { positions[step] = position }
    var lastWrites = [Int](repeating: -1, count: problem.buffers.count)
    for (index, step) in problem.steps.enumerated() {
      for id in step.writes { lastWrites[id.index] = max(lastWrites[id.index], positions[index]) }
    }
    for (index, step) in problem.steps.enumerated() {
      guard step.reads.allSatisfy({ lastWrites[$0.index] <= positions[index] }),
        step.after.allSatisfy({ positions[$0] <= positions[index] })
      else { throw .illegalOrder }
    }
  }

  /// What has to be placed, position by position as the definition of a lifetime says.
  private static func required(_ problem: MemoryProblem, _ order: [Int]) -> [Need] {
    var touched = [(first: Int, last: Int)?](repeating: nil, count: problem.buffers.count)
    func touch(_ id: BufferID, _ position: Int) {
      let known = touched[id.index] ?? (position, position)
      touched[id.index] = (min(known.first, position), max(known.last, position))
    }
    for id in problem.inputs { touch(id, 0) }
    for (position, index) in order.enumerated() {
      for id in problem.steps[index].reads { touch(id, position) }
      for id in problem.steps[index].writes { touch(id, position) }
    }
    for id in problem.outputs { touch(id, max(order.count - 1, 0)) }
    var needs: [Need] = []
    for (index, buffer) in problem.buffers.enumerated() {
      guard let (first, last) = touched[index] else { continue }
      needs.append(
        Need(
          occupant: .buffer(BufferID(index)), bytes: buffer.bytes, alignment: buffer.alignment,
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
}
