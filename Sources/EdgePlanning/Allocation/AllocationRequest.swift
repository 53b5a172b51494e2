/// What an order of steps asks of an allocator.
package struct AllocationRequest: Sendable {
  package private(set) var problem = AllocationProblem(items: [])
  /// Whose items they are.
  package private(set) var occupants: [Layout.Occupant] = []

  /// - Precondition: `order` is a permutation of the problem's steps.
  package init(_ problem: MemoryProblem, order: [Int]) {
    let lifetimes = Lifetimes(problem, order: order)
    var items = [Int?](repeating: nil, count: problem.buffers.count)
    for (index, buffer) in problem.buffers.enumerated() {
      guard let lifetime = lifetimes.buffers[index] else { continue }
      items[index] = occupants.count
      add(.buffer(BufferID(index)), buffer.bytes, buffer.alignment, lifetime)
    }
    for (position, index) in order.enumerated() where problem.steps[index].scratch > 0 {
      let step = problem.steps[index]
      add(
        .scratch(step: index), step.scratch, step.scratchAlignment, position..<position + 1)
    }
    for (position, index) in order.enumerated() {
      for overlap in problem.steps[index].overlaps {
        guard let input = items[overlap.input.index], let output = items[overlap.output.index],
          self.problem.items[input].lifetime.upperBound == position + 1,
          self.problem.items[output].lifetime.lowerBound == position,
          !problem.outputs.contains(overlap.input), !problem.inputs.contains(overlap.output)
        else { continue }
        self.problem.sharings.append(
          AllocationProblem.Sharing(
            input: input, output: output, distance: overlap.distance,
            direction: overlap.direction))
      }
    }
  }

  private mutating func add(
    _ occupant: Layout.Occupant, _ bytes: Int, _ alignment: Int, _ lifetime: Range<Int>
  ) {
    occupants.append(occupant)
    problem.items.append(
      AllocationItem(bytes: bytes, alignment: alignment, lifetime: lifetime))
  }
}
