package import EdgeIR
package import EdgePlanning

/// A graph with everything that was decided about it.
package struct Compilation: Sendable {
  package let graph: Graph
  package let problem: MemoryProblem
  package let schedule: Schedule
  package let layout: Layout
  package let plan: Plan
  /// The flat program, as `ProgramFormat` lays it out.
  package let program: [UInt8]
  /// Nil when the plan fits its budget, or has none.
  package let shortage: Shortage?
  /// Whether the weights are there: a model without them is planned only.
  package let isRunnable: Bool
  /// Whether the search for a smaller or faster plan ended before it was done.
  package let isCutShort: Bool
}
