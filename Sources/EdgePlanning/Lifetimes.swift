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
    var changes = [Int](repeating: 0, count: order.count + 1)
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
  /// Bytes a step saves by the overlaps it may use: the permitted pairs, each buffer in one pair at
  /// most, the most saving first.
  ///
  /// A pair counts `max(bytes(input) + distance, bytes(output))` where both would count in full.
  package func overlapSaving(
    step: Int, dies: (BufferID) -> Bool, isBorn: (BufferID) -> Bool
  ) -> Int {
    guard !steps[step].overlaps.isEmpty else { return 0 }
    let usable = steps[step].overlaps.compactMap { overlap -> (saving: Int, overlap: Overlap)? in
      guard dies(overlap.input), isBorn(overlap.output), !outputs.contains(overlap.input) else {
        return nil
      }
      let (input, output) = (self[overlap.input].bytes, self[overlap.output].bytes)
      let saving = input + output - max(input + overlap.distance, output)
      return saving > 0 ? (saving, overlap) : nil
    }.sorted { $0.saving > $1.saving }
    var (used, total) = (Set<BufferID>(), 0)
    for (saving, overlap) in usable
    where !used.contains(overlap.input) && !used.contains(overlap.output) {
      used.formUnion([overlap.input, overlap.output])
      total += saving
    }
    return total
  }
}
