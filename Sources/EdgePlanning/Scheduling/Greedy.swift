/// Always the ready step that leaves the fewest bytes live, the earlier one of equals.
package struct Greedy: Scheduler {
  package static let name = "greedy"

  package init() {}

  package func schedule(_ problem: MemoryProblem) -> Schedule {
    let whole = Segment(problem, steps: Array(problem.steps.indices), before: [])
    var (state, live) = (whole.emptyState, whole.liveBefore)
    var order: [Int] = []
    while order.count < problem.steps.count {
      let choice = whole.readySteps(state).map { step in
        (step: step, effect: whole.effect(of: step, state, live: live))
      }.min { ($0.effect.after, $0.effect.during) < ($1.effect.after, $1.effect.during) }
      guard let choice else { break }
      whole.insert(choice.step, into: &state)
      live = choice.effect.after
      order.append(choice.step)
    }
    return Schedule(problem, order: order, lowerBoundBytes: problem.lowerBoundBytes)
  }
}
