/// SERENITY's search (Ahn et al., "Ordering Chaos", MLSys 2020, sections 3.1 and 3.2), for
/// comparison: dynamic programming over the sets of finished steps, size by size, without those
/// that exceed a budget; the budget lies between the last one that left nothing and the last one
/// that left too much. Where no budget is right, the order stays what it is.
package struct SoftBudget: Scheduler {
  package static let name = "soft-budget"

  /// Most sets of one size.
  package var width: Int
  /// Most budgets tried for one run of steps.
  package var attempts: Int

  package init(width: Int = 20_000, attempts: Int = 16) {
    self.width = width
    self.attempts = attempts
  }

  package func schedule(_ problem: MemoryProblem) -> Schedule {
    let segments = Segment.cut(problem, problem.independentRuns())
    var bound = problem.lowerBoundBytes
    let order = segments.flatMap { segment in
      let (order, isBest) = search(segment, floor: bound)
      if isBest { bound = max(bound, segment.peak(of: order)) }
      return order.map { segment.steps[$0] }
    }
    return Schedule(problem, order: order, lowerBoundBytes: bound)
  }

  /// An order, and whether none has a smaller peak.
  private func search(_ segment: Segment, floor: Int) -> (order: [Int], isBest: Bool) {
    let legal = Array(0..<segment.count)
    var high = segment.peak(of: legal)
    var low = floor
    var budget = high
    for _ in 0..<attempts {
      guard low <= high else { break }
      switch layers(segment, budget: budget) {
      case .found(let order):
        // The least peak of all within the budget, and so of all.
        return (order, true)
      case .nothing: low = budget + 1
      case .tooMuch: high = budget - 1
      }
      budget = low + (high - low) / 2
    }
    return (legal, false)
  }

  private enum Outcome {
    case found([Int])
    case nothing
    case tooMuch
  }

  private struct State {
    var progress: Progress
    var peak: Int
    var last: Int
  }

  private func layers(_ segment: Segment, budget: Int) -> Outcome {
    var log: [(step: Int, previous: Int)] = []
    var layer = [State(progress: Progress(segment), peak: 0, last: -1)]
    for _ in 0..<segment.count {
      var next: [State] = []
      var known: [[UInt64]: Int] = [:]
      for state in layer {
        for step in state.progress.readySteps {
          let effect = segment.effect(of: step, state.progress)
          let peak = max(state.peak, effect.during)
          guard peak <= budget else { continue }
          var progress = state.progress
          progress.run(step, segment, liveAfter: effect.after)
          let index = known[progress.done]
          if let index, next[index].peak <= peak { continue }
          log.append((step, state.last))
          let reached = State(progress: progress, peak: peak, last: log.count - 1)
          if let index {
            next[index] = reached
          } else {
            known[progress.done] = next.count
            next.append(reached)
          }
          guard next.count <= width else { return .tooMuch }
        }
      }
      layer = next
    }
    guard var at = layer.first?.last else { return .nothing }
    var order: [Int] = []
    while at >= 0 {
      order.append(log[at].step)
      at = log[at].previous
    }
    return .found(order.reversed())
  }
}
