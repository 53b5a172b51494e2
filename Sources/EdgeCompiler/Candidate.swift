internal import EdgeIR
internal import EdgePlanning

/// One way to run a graph, planned.
struct Candidate {
  let binding: Binding
  let view: PlannerView
  let schedule: Schedule
  let layout: Layout

  /// Orders and places the steps of `binding`.
  ///
  /// - Parameters:
  ///   - alignment: of every buffer, in bytes.
  ///   - sharing: whether outputs may lie over inputs that die.
  init(_ binding: Binding, alignment: Int, sharing: Bool) {
    let view = PlannerView(binding, alignment: alignment, sharing: sharing)
    let planned = MemoryPlanner().plan(view.problem)
    self.init(binding: binding, view: view, schedule: planned.schedule, layout: planned.layout)
  }

  private init(binding: Binding, view: PlannerView, schedule: Schedule, layout: Layout) {
    self.binding = binding
    self.view = view
    self.schedule = schedule
    self.layout = layout
  }

  /// The same steps in the file's order.
  var inFileOrder: Candidate {
    let planned = MemoryPlanner().place(view.problem, FileOrder().schedule(view.problem))
    return Candidate(
      binding: binding, view: view, schedule: planned.schedule, layout: planned.layout)
  }

  var sharing: Sharing { Sharing(view.problem, schedule, layout) }

  /// Least arena first, then least work, then fewest steps.
  func isBetter(than other: Candidate) -> Bool {
    (layout.arenaBytes, binding.graph.macs, binding.steps.count)
      < (other.layout.arenaBytes, other.binding.graph.macs, other.binding.steps.count)
  }
}
