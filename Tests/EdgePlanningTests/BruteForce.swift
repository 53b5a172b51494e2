import EdgePlanning

/// What the definitions say, computed without any of the planner's own code and without haste.
struct BruteForce {
  let problem: MemoryProblem

  init(_ problem: MemoryProblem) { self.problem = problem }

  /// Bytes live while `step` runs after the steps in `done`.
  func liveBytes(step: Int, after done: Set<Int>) -> Int {
    let live = problem.buffers.indices.filter { isLive(BufferID($0), at: step, after: done) }
    let usable = problem.steps[step].overlaps.filter { overlap in
      dies(overlap.input, at: step, after: done) && isBorn(overlap.output, after: done)
    }
    return live.reduce(problem.steps[step].scratch) { $0 + problem.buffers[$1].bytes }
      - max(
        mostSaved(usable.filter { $0.direction == .upwards }[...], used: []),
        mostSaved(usable.filter { $0.direction == .downwards }[...], used: []))
  }

  /// Live bytes at each position.
  func liveBytes(order: [Int]) -> [Int] {
    order.indices.map { liveBytes(step: order[$0], after: Set(order[..<$0])) }
  }

  func isLegal(_ order: [Int]) -> Bool {
    order.sorted() == Array(problem.steps.indices)
      && order.indices.allSatisfy { isReady(order[$0], after: Set(order[..<$0])) }
  }

  /// The least peak of all orders, every one of them tried.
  func leastPeak() -> Int {
    var best = Int.max
    func extend(_ done: Set<Int>, peak: Int) {
      guard peak < best else { return }
      guard done.count < problem.steps.count else {
        best = peak
        return
      }
      for step in problem.steps.indices where !done.contains(step) && isReady(step, after: done) {
        extend(done.union([step]), peak: max(peak, liveBytes(step: step, after: done)))
      }
    }
    extend([], peak: 0)
    return best
  }

  /// The smallest arena of all orders and placements, every one of them tried.
  func leastArena() -> Int {
    var best = Int.max
    func extend(_ order: [Int]) {
      guard order.count < problem.steps.count else {
        best = min(best, AllocationRequest(problem, order: order).problem.leastArena())
        return
      }
      for step in problem.steps.indices
      where !order.contains(step) && isReady(step, after: Set(order)) { extend(order + [step]) }
    }
    extend([])
    return best
  }

  private func isReady(_ step: Int, after done: Set<Int>) -> Bool {
    problem.steps[step].reads.allSatisfy { id in
      problem.steps.indices.allSatisfy { other in
        other == step || done.contains(other) || !problem.steps[other].writes.contains(id)
      }
    }
  }

  private func touches(_ step: Int, _ id: BufferID) -> Bool {
    problem.steps[step].reads.contains(id) || problem.steps[step].writes.contains(id)
  }

  private func isBorn(_ id: BufferID, after done: Set<Int>) -> Bool {
    !problem.inputs.contains(id) && !done.contains { problem.steps[$0].writes.contains(id) }
  }

  private func dies(_ id: BufferID, at step: Int, after done: Set<Int>) -> Bool {
    !problem.outputs.contains(id)
      && problem.steps.indices.allSatisfy {
        $0 == step || done.contains($0) || !touches($0, id)
      }
  }

  private func isLive(_ id: BufferID, at step: Int, after done: Set<Int>) -> Bool {
    if touches(step, id) { return true }
    if done.isEmpty && problem.inputs.contains(id) { return true }
    return !isBorn(id, after: done) && !dies(id, at: step, after: done)
  }

  /// The best choice of pairs, every choice tried; a buffer belongs to one pair at most.
  private func mostSaved(
    _ overlaps: ArraySlice<MemoryProblem.Overlap>, used: Set<BufferID>
  ) -> Int {
    guard let overlap = overlaps.first else { return 0 }
    let without = mostSaved(overlaps.dropFirst(), used: used)
    guard !used.contains(overlap.input), !used.contains(overlap.output) else { return without }
    let (input, output) = (problem[overlap.input].bytes, problem[overlap.output].bytes)
    let saved = input + output - max(input + overlap.distance, output)
    return max(
      without,
      saved + mostSaved(overlaps.dropFirst(), used: used.union([overlap.input, overlap.output])))
  }
}
