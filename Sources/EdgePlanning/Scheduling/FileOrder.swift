/// The order the model's file lists its operators in, where that is legal; another where not.
package struct FileOrder: Scheduler {
  package static let name = "file"

  package init() {}

  package func schedule(_ problem: MemoryProblem) -> Schedule {
    let order = Array(problem.steps.indices)
    return Schedule(
      problem,
      order: problem.accepts(order: order) ? order : problem.independentRuns().flatMap { $0 },
      lowerBoundBytes: problem.lowerBoundBytes)
  }
}
