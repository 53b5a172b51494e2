/// When each buffer holds something that is still needed, for one order of the steps.
package struct Lifetimes: Hashable, Sendable {
  /// Positions in the schedule, half-open, by buffer; nil for a buffer no step touches.
  package var buffers: [Range<Int>?]

  /// - Precondition: `order` is a permutation of the problem's steps.
  package init(_ problem: MemoryProblem, order: [Int]) {
    var first = [Int?](repeating: nil, count: problem.buffers.count)
    var last = [Int?](repeating: nil, count: problem.buffers.count)
    for id in problem.inputs { first[id.index] = 0 }
    for (position, step) in order.enumerated() {
      for id in problem.steps[step].writes where first[id.index] == nil {
        first[id.index] = position
      }
      for id in problem.steps[step].reads + problem.steps[step].writes {
        last[id.index] = position
      }
    }
    for id in problem.outputs { last[id.index] = order.count - 1 }
    buffers = zip(first, last).map { first, last in
      guard let first else { return nil }
      return first..<(max(last ?? first, first) + 1)
    }
  }

  /// Bytes live during each position: buffers, scratch, and less what overlaps save.
  package func liveBytes(_ problem: MemoryProblem, order: [Int]) -> [Int] {
    var changes = [Int](repeating: 0, count: order.count + 2)
    for (index, lifetime) in buffers.enumerated() {
      guard let lifetime else { continue }
      changes[lifetime.lowerBound] += problem.buffers[index].bytes
      changes[lifetime.upperBound] -= problem.buffers[index].bytes
    }
    var live = 0
    return order.enumerated().map { position, step in
      live += changes[position]
      let saved = problem.overlapSaving(step: step) { id in
        buffers[id.index]?.upperBound == position + 1
      } isBorn: { id in
        buffers[id.index]?.lowerBound == position
      }
      return live + problem.steps[step].scratch - saved
    }
  }
}

extension MemoryProblem {
  /// Bytes a step saves by the overlaps it may use: of the pairs permitted in one direction the
  /// choice that saves most, each buffer in one pair at most.
  ///
  /// A pair counts `max(bytes(input) + distance, bytes(output))` where both would count in full.
  /// Inputs and outputs of the whole problem keep what they hold: the ones from before the first
  /// step, the others until after the last.
  ///
  /// - Complexity: exponential in the number of outputs that are part of usable pairs.
  package func overlapSaving(
    step: Int, dies: (BufferID) -> Bool, isBorn: (BufferID) -> Bool
  ) -> Int {
    guard !steps[step].overlaps.isEmpty else { return 0 }
    let usable = steps[step].overlaps.filter { overlap in
      saving(overlap) > 0 && dies(overlap.input) && isBorn(overlap.output)
        && !outputs.contains(overlap.input) && !inputs.contains(overlap.output)
    }
    return Overlap.Direction.allCases.reduce(0) { most, direction in
      max(most, mostSaved(usable.filter { $0.direction == direction }[...], used: []))
    }
  }

  /// Bytes saved by one overlap in use.
  package func saving(_ overlap: Overlap) -> Int {
    let (input, output) = (self[overlap.input].bytes, self[overlap.output].bytes)
    return input + output - max(input + overlap.distance, output)
  }

  private func mostSaved(_ overlaps: ArraySlice<Overlap>, used: Set<BufferID>) -> Int {
    guard let overlap = overlaps.first else { return 0 }
    let rest = overlaps.dropFirst()
    let without = mostSaved(rest, used: used)
    guard !used.contains(overlap.input), !used.contains(overlap.output) else { return without }
    let pair: Set = [overlap.input, overlap.output]
    return max(without, saving(overlap) + mostSaved(rest, used: used.union(pair)))
  }
}
