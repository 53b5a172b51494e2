/// The order the model's file lists its operators in.
package struct FileOrder: Scheduler {
  package static let name = "file"

  package init() {}

  package func schedule(_ problem: MemoryProblem) -> Schedule {
    Schedule(
      problem, order: Array(problem.steps.indices), lowerBoundBytes: problem.lowerBoundBytes)
  }
}
