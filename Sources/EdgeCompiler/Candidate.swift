internal import EdgeIR
internal import EdgePlanning

/// One way to run a graph, planned.
struct Candidate {
  let binding: Binding
  let units: [Unit]
  let view: PlannerView
  let schedule: Schedule
  let layout: Layout

  /// Orders and places steps and streams.
  ///
  /// - Parameters:
  ///   - units: all steps of `binding`, each once; by default the steps themselves.
  ///   - alignment: of every buffer, in bytes.
  ///   - sharing: whether outputs may lie over inputs that die.
  ///   - planned: others that have been planned; the same problem is not planned again.
  ///   - most: bytes of arena beyond which it does not matter how they are placed.
  ///   - planner: what orders and places.
  init(
    _ binding: Binding, units: [Unit]? = nil, alignment: Int, sharing: Bool,
    planned others: [Candidate] = [], within most: Int = .max, by planner: MemoryPlanner
  ) {
    let units = units ?? binding.steps.indices.map(Unit.step)
    let view = PlannerView(binding, units, alignment: alignment, sharing: sharing)
    let same = others.first { $0.view.problem == view.problem }
    let planned =
      same.map { ($0.schedule, $0.layout) } ?? planner.plan(view.problem, within: most)
    self.init(binding, units, view, planned)
  }

  /// Steps on whole tensors, ordered and placed by somebody else.
  init(
    _ binding: Binding, alignment: Int, sharing: Bool,
    planned: (MemoryProblem) -> (schedule: Schedule, layout: Layout)
  ) {
    let units = binding.steps.indices.map(Unit.step)
    let view = PlannerView(binding, units, alignment: alignment, sharing: sharing)
    self.init(binding, units, view, planned(view.problem))
  }

  private init(
    _ binding: Binding, _ units: [Unit], _ view: PlannerView,
    _ planned: (schedule: Schedule, layout: Layout)
  ) {
    self.binding = binding
    self.units = units
    self.view = view
    (schedule, layout) = planned
  }

  /// The same steps in the file's order.
  func inFileOrder(placedBy planner: MemoryPlanner) -> Candidate {
    let planned = planner.place(view.problem, FileOrder().schedule(view.problem))
    return Candidate(binding, units, view, planned)
  }

  /// The first position at which most is alive; nil where there are no steps.
  var peak: Int? {
    let live = Lifetimes(view.problem, order: schedule.order)
      .liveBytes(view.problem, order: schedule.order)
    return live.indices.max { live[$0] < live[$1] }
  }

  /// What recomputation costs.
  var extraMACs: Int {
    binding.passes.reduce(0) { $0 + ($1.pass == Recomputation.name ? -$1.macsSaved : 0) }
  }

  var sharing: Sharing { Sharing(view.problem, schedule, layout) }

  /// Least arena first, then least work, then fewest steps.
  func isBetter(than other: Candidate) -> Bool {
    (layout.arenaBytes, binding.graph.macs, binding.steps.count)
      < (other.layout.arenaBytes, other.binding.graph.macs, other.binding.steps.count)
  }
}
