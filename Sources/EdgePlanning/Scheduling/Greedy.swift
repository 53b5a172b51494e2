/// Always the ready step that leaves the fewest bytes live, the earlier one of equals.
package struct Greedy: Scheduler {
  package static let name = "greedy"

  package init() {}

  package func schedule(_ problem: MemoryProblem) -> Schedule {
    let whole = Segment(problem)
    var progress = Progress(whole)
    var order: [Int] = []
    while let (step, effect) = Self.choice(whole, progress) {
      progress.run(step, whole, liveAfter: effect.after)
      order.append(whole.steps[step])
    }
    return Schedule(problem, order: order, lowerBoundBytes: problem.lowerBoundBytes)
  }

  private static func choice(
    _ segment: Segment, _ progress: Progress
  ) -> (step: Int, effect: Segment.Effect)? {
    progress.readySteps.map { (step: $0, effect: segment.effect(of: $0, progress)) }
      .min { ($0.effect.after, $0.effect.during) < ($1.effect.after, $1.effect.during) }
  }
}
