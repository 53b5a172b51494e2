internal import EdgeIR
internal import EdgePlanning

/// What crosses the line to the planner: sizes and orderings, and which tensor is which buffer.
struct PlannerView: Sendable {
  let problem: MemoryProblem
  /// By buffer.
  let tensors: [TensorID]
  /// Of every buffer, at least.
  let alignment: Int

  /// - Parameters:
  ///   - units: what to order, in the file's order.
  ///   - alignment: of every buffer, a power of two.
  ///   - sharing: whether outputs may lie over inputs that die.
  init(_ binding: Binding, _ units: [Unit], alignment: Int, sharing: Bool) {
    let graph = binding.graph
    let ports = (graph.inputs + graph.outputs).flatMap(binding.storage.roots)
    let used = Set(binding.steps.flatMap { $0.inputs + $0.outputs } + ports)
      .subtracting(units.flatMap(\.innerTensors))
    let kept = graph.tensors.indices.map(TensorID.init).filter { id in
      graph[id].contents == nil && used.contains(id)
    }
    let buffers = Dictionary(
      uniqueKeysWithValues: kept.enumerated().map { ($1, BufferID($0)) })
    func unique(_ ids: [TensorID]) -> [BufferID] { Set(ids.compactMap { buffers[$0] }).sorted() }
    let after = Self.after(binding, units)
    let names = binding.stepNames()
    tensors = kept
    self.alignment = alignment
    problem = MemoryProblem(
      name: graph.name,
      buffers: kept.map { id in
        let type = graph[id].type
        return MemoryProblem.Buffer(
          name: graph[id].name, bytes: type.bytes, alignment: max(alignment, type.element.bytes))
      },
      steps: units.enumerated().map { index, unit in
        let steps = unit.steps.map { binding.steps[$0] }
        return MemoryProblem.Step(
          name: unit.name(names, graph), reads: unique(steps.flatMap(\.inputs)),
          writes: unique(steps.flatMap(\.outputs) + unit.fedTensors),
          scratch: unit.scratchBytes(binding),
          scratchAlignment: max(alignment, unit.scratchAlignment(binding)),
          overlaps: sharing ? Self.overlaps(of: unit, binding, buffers) : [], after: after[index])
      },
      inputs: unique(graph.inputs.flatMap(binding.storage.roots)),
      outputs: unique(graph.outputs.flatMap(binding.storage.roots)))
  }

  /// By unit, those it must not overtake.
  private static func after(_ binding: Binding, _ units: [Unit]) -> [[Int]] {
    let after = binding.orderedByVariables()
    var unitOf = Array(repeating: 0, count: binding.steps.count)
    for (index, unit) in units.enumerated() {
      for step in unit.steps { unitOf[step] = index }
    }
    return units.enumerated().map { index, unit in
      Set(unit.steps.flatMap { after[$0] }.map { unitOf[$0] }).subtracting([index]).sorted()
    }
  }

  private static func overlaps(
    of unit: Unit, _ binding: Binding, _ buffers: [TensorID: BufferID]
  ) -> [MemoryProblem.Overlap] {
    switch unit {
    case .step(let step): overlaps(of: binding.steps[step], binding.graph, buffers)
    case .stream(let stream): overlaps(of: stream, binding.graph, buffers)
    }
  }

  private static func overlaps(
    of stream: Stream, _ graph: Graph, _ buffers: [TensorID: BufferID]
  ) -> [MemoryProblem.Overlap] {
    zip(stream.graph.outputs, stream.distances).flatMap { output, distances in
      zip(stream.graph.inputs, distances).compactMap { input, distance in
        guard let from = buffers[input], let to = buffers[output],
          distance < graph[output].type.bytes
        else { return nil }
        return MemoryProblem.Overlap(input: from, output: to, distance: distance)
      }
    }
  }

  /// Every pair of the step's buffers that sharing would make smaller.
  private static func overlaps(
    of step: Binding.Step, _ graph: Graph, _ buffers: [TensorID: BufferID]
  ) -> [MemoryProblem.Overlap] {
    var overlaps: [MemoryProblem.Overlap] = []
    for (index, output) in step.outputs.enumerated() {
      for input in Set(step.inputs).sorted() where input != output {
        guard let from = buffers[input], let to = buffers[output] else { continue }
        let bytes = (input: graph[input].type.bytes, output: graph[output].type.bytes)
        let distance = OverlapDistance(step, input: input, output: index, bytes: bytes)
        let isAlone = Set(step.inputs).count == 1
        for (direction, least) in [
          (MemoryProblem.Overlap.Direction.upwards, distance.upwards),
          (.downwards, isAlone ? distance.downwards ?? bytes.output : bytes.output),
        ] where least < bytes.output {
          overlaps.append(
            MemoryProblem.Overlap(input: from, output: to, distance: least, direction: direction))
        }
      }
    }
    return overlaps
  }
}

extension Unit {
  /// Tensors that are never whole.
  fileprivate var innerTensors: [TensorID] {
    if case .stream(let stream) = self { stream.graph.inner } else { [] }
  }

  /// Tensors whose rows come from outside.
  fileprivate var fedTensors: [TensorID] {
    if case .stream(let stream) = self { stream.fed.map { [$0] } ?? [] } else { [] }
  }

  fileprivate func name(_ steps: [String], _ graph: Graph) -> String {
    let own = fedTensors.map { graph[$0].name } + self.steps.map { steps[$0] }
    guard own.count > 1 else { return own.first ?? "" }
    return "\(own[0]) … \(own[own.count - 1])"
  }

  fileprivate func scratchBytes(_ binding: Binding) -> Int {
    switch self {
    case .step(let step): binding.steps[step].call.scratchBytes
    case .stream(let stream): stream.blockBytes
    }
  }

  fileprivate func scratchAlignment(_ binding: Binding) -> Int {
    switch self {
    case .step(let step): binding.steps[step].call.scratchAlignment
    case .stream(let stream): stream.blockAlignment
    }
  }
}
