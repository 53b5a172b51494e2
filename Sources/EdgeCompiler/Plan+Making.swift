internal import EdgeIR
internal import EdgePlanning

extension Plan {
  /// Puts what was decided into words and numbers. `proved` means that no order and placement needs
  /// less than this arena.
  init(
    _ compiler: Compiler, _ chosen: Candidate, lowerBoundBytes: Int,
    programBytes: Int, stateBytes: Int, modelSHA256: String, candidates: Int, milliseconds: Int
  ) {
    let (binding, view) = (chosen.binding, chosen.view)
    let (schedule, layout) = (chosen.schedule, chosen.layout)
    let graph = binding.graph
    let lifetimes = Lifetimes(view.problem, order: schedule.order)
    // What lies over several things at once is counted beside all of them but one.
    let live = lifetimes.liveBytes(view.problem, order: schedule.order)
      .map { min($0, layout.arenaBytes) }
    model = graph.name
    self.modelSHA256 = modelSHA256
    level = compiler.level
    alignment = compiler.alignment
    streamInput = compiler.streamInput
    arenaBytes = layout.arenaBytes
    peakBytes = min(schedule.peakBytes, layout.arenaBytes)
    self.lowerBoundBytes = lowerBoundBytes
    proved = layout.arenaBytes == lowerBoundBytes
    budgetBytes = Nullable(compiler.budgetBytes)
    fits = compiler.budgetBytes.map { layout.arenaBytes <= $0 } ?? true
    scratchPeakBytes = view.problem.steps.map(\.scratch).max() ?? 0
    weightsBytes = graph.weightsBytes
    self.programBytes = programBytes
    self.stateBytes = stateBytes
    macs = graph.macs
    extraMacs = chosen.extraMACs
    maxExtraMacs = compiler.extraMACs
    timeEstimate = TimeEstimate.time(chosen)
    self.candidates = candidates
    planMilliseconds = milliseconds
    let macs = binding.macs()
    steps = schedule.order.enumerated().map { position, index in
      let unit = chosen.units[index]
      return Step(
        index: position, name: view.problem.steps[index].name, op: unit.opName(binding),
        liveBytes: live[position], macs: unit.steps.map { macs[$0] }.reduce(0, +))
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
    streams = Self.streams(chosen)
    views = Self.views(chosen)
    conversions = zip(graph.tensors, binding.storage.homes).compactMap { tensor, home in
      guard case .outside(let integers) = home else { return nil }
      return Conversion(tensor: tensor.name, integers: graph[integers].name)
    }
    passes = binding.passes
    virtualConcats = zip(graph.tensors, binding.storage.homes).compactMap { tensor, home in
      if case .stitched = home { tensor.name } else { nil }
    }
  }
}

extension Plan {
  private static func streams(_ chosen: Candidate) -> [Stream] {
    let names = chosen.binding.stepNames()
    return chosen.schedule.order.enumerated().compactMap { position, index in
      guard case .stream(let stream) = chosen.units[index] else { return nil }
      let home = chosen.view.blocks[index]
      let place =
        home.map { chosen.layout[.buffer($0.buffer)] }
        ?? chosen.layout[.scratch(step: index)]
      return Stream(
        stream, at: position, members: chosen.units[index].steps.map { names[$0] },
        blockOffset: (place?.bytes.lowerBound ?? 0) + (home?.offset ?? 0), chosen.binding.graph)
    }
  }

  private static func views(_ chosen: Candidate) -> [View] {
    let (graph, problem) = (chosen.binding.graph, chosen.view.problem)
    return graph.tensors.indices.compactMap { index in
      let tensor = graph.tensors[index]
      let bytes = tensor.type.bytes
      if case .part(let whole, let blocks) = chosen.binding.storage.homes[index] {
        return View(
          tensor: tensor.name, within: graph[whole].name, isBuffer: false, start: blocks.start,
          block: blocks.own, stride: blocks.whole)
      }
      guard let home = chosen.view.homes[index],
        home.offset > 0 || problem[home.buffer].bytes != bytes
          || problem[home.buffer].name != tensor.name
      else { return nil }
      return View(
        tensor: tensor.name, within: problem[home.buffer].name, isBuffer: true,
        start: home.offset, block: bytes, stride: bytes)
    }
  }
}

extension Plan.Stream {
  fileprivate init(
    _ stream: EdgeCompiler.Stream, at position: Int, members: [String], blockOffset: Int,
    _ graph: Graph
  ) {
    step = position
    fed = stream.fed.map { graph[$0].name }
    self.members = members
    rings = zip(stream.graph.inner, stream.graph.innerRowBytes).map { id, rowBytes in
      let rows = stream.rings[id] ?? 0
      let offsets = stream.rowOffsets[id] ?? []
      let period = HeldRows(offsets, unit: stream.unit, block: 0).ring
      return Ring(
        name: graph[id].name, rows: rows, bytes: rows * rowBytes,
        places: Array(offsets.prefix(period)))
    }
    needs = stream.graph.members.map { member in
      member.needs.map { need in
        let window = need.rows.window
        return Need(
          writer: need.writer, stride: window.stride, divisor: window.divisor,
          reach: need.rows.reach, extent: need.rows.extent)
      }
    }
    bands = stream.graph.members.map(\.band)
    sinks = stream.graph.sinks
    self.blockOffset = blockOffset
    blockBytes = stream.blockBytes
    (countersOffset, scratchOffset) = (stream.countersOffset, stream.scratchOffset)
  }
}

extension Binding {
  /// By step: multiply-accumulates, those of a node divided evenly among its steps.
  fileprivate func macs() -> [Int] {
    var counts = [Int](repeating: 0, count: graph.nodes.count)
    for step in steps { counts[step.node] += 1 }
    var left = graph.nodes.map { $0.op.macs(graph.types($0.inputs), graph.types($0.outputs)) }
    return steps.map { step in
      let share = left[step.node] / counts[step.node]
      left[step.node] -= share
      counts[step.node] -= 1
      return share
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
