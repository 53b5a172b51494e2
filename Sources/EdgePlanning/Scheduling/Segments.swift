extension MemoryProblem {
  /// Cuts the steps where every order agrees: behind a step that is comparable with all others, all
  /// of its ancestors have run and none of its descendants (the divide and conquer of Ahn et al.,
  /// SERENITY, MLSys 2020, section 3.2, for steps instead of tensors). Interchangeable steps are
  /// taken to agree on the order in which they are listed.
  ///
  /// - Returns: runs of step indices, each in a legal order; executed one after the other.
  package func independentRuns() -> [[Int]] {
    let predecessors = predecessorsOfOneAmongEquals()
    let order = topologicalOrder(predecessors)
    let ancestors = relatives(order, predecessors)
    var successors = [Set<Int>](repeating: [], count: steps.count)
    for (step, before) in predecessors.enumerated() {
      for predecessor in before { successors[predecessor].insert(step) }
    }
    let descendants = relatives(order.reversed(), successors)
    let rank = order.sorted { ancestors[$0] < ancestors[$1] }
    var (runs, run): ([[Int]], [Int]) = ([], [])
    for step in rank {
      run.append(step)
      if ancestors[step] + descendants[step] == steps.count - 1 {
        runs.append(run)
        run = []
      }
    }
    return run.isEmpty ? runs : runs + [run]
  }

  /// A step that depends on itself, if any.
  package var firstStepOfCycle: Int? {
    let sorted = Set(topologicalOrder(predecessors()))
    return steps.indices.first { !sorted.contains($0) }
  }

  /// The steps so that predecessors come first; without those on cycles and behind.
  private func topologicalOrder(_ predecessors: [Set<Int>]) -> [Int] {
    var remaining = predecessors.map(\.count)
    var successors = [[Int]](repeating: [], count: steps.count)
    for (step, before) in predecessors.enumerated() {
      for predecessor in before { successors[predecessor].append(step) }
    }
    var ready = steps.indices.filter { remaining[$0] == 0 }
    var order: [Int] = []
    while order.count < ready.count {
      let step = ready[order.count]
      order.append(step)
      for next in successors[step] {
        remaining[next] -= 1
        if remaining[next] == 0 { ready.append(next) }
      }
    }
    return order
  }

  /// How many steps can be reached from each along `edges`, for steps listed so that the targets of
  /// their edges come earlier.
  private func relatives(_ order: [Int], _ edges: [Set<Int>]) -> [Int] {
    let words = (steps.count + 63) / 64
    var reach = [UInt64](repeating: 0, count: steps.count * words)
    for step in order {
      for target in edges[step] {
        for word in 0..<words { reach[step * words + word] |= reach[target * words + word] }
        reach[step * words + target / 64] |= 1 << (target % 64)
      }
    }
    return steps.indices.map { step in
      (0..<words).reduce(0) { $0 + reach[step * words + $1].nonzeroBitCount }
    }
  }
}
