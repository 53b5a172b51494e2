internal import EdgeIR
internal import EdgePlanning

extension Plan {
  /// Puts what was decided into words and numbers. `proved` means that no order and placement needs
  /// less than this arena.
  init(
    _ compiler: Compiler, _ chosen: Candidate, lowerBoundBytes: Int, programBytes: Int,
    stateBytes: Int, modelSHA256: String, milliseconds: Int
  ) {
    let (binding, view) = (chosen.binding, chosen.view)
    let (schedule, layout) = (chosen.schedule, chosen.layout)
    let graph = binding.graph
    let lifetimes = Lifetimes(view.problem, order: schedule.order)
    let live = lifetimes.liveBytes(view.problem, order: schedule.order)
    model = graph.name
    self.modelSHA256 = modelSHA256
    level = compiler.level
    alignment = compiler.alignment
    streamInput = compiler.streamInput
    arenaBytes = layout.arenaBytes
    peakBytes = schedule.peakBytes
    self.lowerBoundBytes = lowerBoundBytes
    proved = layout.arenaBytes == lowerBoundBytes
    budgetBytes = Nullable(compiler.budgetBytes)
    fits = compiler.budgetBytes.map { layout.arenaBytes <= $0 } ?? true
    scratchPeakBytes = view.problem.steps.map(\.scratch).max() ?? 0
    weightsBytes = graph.weightsBytes
    self.programBytes = programBytes
    self.stateBytes = stateBytes
    macs = graph.macs
    extraMacs = 0
    planMilliseconds = milliseconds
    steps = schedule.order.enumerated().map { position, index in
      Step(
        index: position, name: view.problem.steps[index].name,
        op: chosen.units[index].opName(binding), liveBytes: live[position])
    }
    buffers = layout.placements.map { Buffer($0, view.problem) }
      .sorted { ($0.firstStep, $0.offset, $0.name) < ($1.firstStep, $1.offset, $1.name) }
    let sharing = chosen.sharing
    self.sharing = schedule.order.flatMap { step in
      sharing.used[step].map { overlap in
        Sharing(
          input: view.problem[overlap.input].name, output: view.problem[overlap.output].name,
          distance: overlap.distance, direction: overlap.direction.rawValue)
      }
    }
  }
}

extension Plan.Buffer {
  fileprivate init(_ placement: Layout.Placement, _ problem: MemoryProblem) {
    switch placement.occupant {
    case .buffer(let id):
      name = problem[id].name
      kind =
        problem.inputs.contains(id) ? .input : problem.outputs.contains(id) ? .output : .tensor
    case .scratch(let step):
      name = problem.steps[step].name
      kind = .scratch
    }
    offset = placement.bytes.lowerBound
    bytes = placement.bytes.count
    firstStep = placement.lifetime.lowerBound
    lastStep = placement.lifetime.upperBound - 1
  }
}

extension Unit {
  fileprivate func opName(_ binding: Binding) -> String {
    switch self {
    case .step(let step): type(of: binding.node(binding.steps[step]).op).name
    case .stream: "stream"
    }
  }
}
