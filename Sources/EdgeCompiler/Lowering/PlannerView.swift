internal import EdgeIR
internal import EdgePlanning

/// What crosses the line to the planner: sizes and orderings, and which tensor is which buffer.
struct PlannerView: Sendable {
  let problem: MemoryProblem
  /// Where a tensor lies in a buffer, whose other bytes belong to a stream.
  struct Home: Sendable {
    var buffer: BufferID
    var offset: Int
    /// Bytes of the buffer behind the tensor.
    var behind: Int
  }

  /// By tensor; nil for those without bytes of their own in the arena.
  let homes: [Home?]
  /// By unit: where a stream's block lies in a buffer; nil where the block is scratch.
  let blocks: [Home?]
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
    let shared = SharedBlocks(units)
    var homes = [Home?](repeating: nil, count: graph.tensors.count)
    var buffers = shared.buffers.enumerated().map { index, buffer in
      let tensors = buffer.tensors.sorted { $0.key < $1.key }
      for (tensor, offset) in tensors {
        let behind = buffer.bytes - offset - graph[tensor].type.bytes
        homes[tensor.index] = Home(buffer: BufferID(index), offset: offset, behind: behind)
      }
      return MemoryProblem.Buffer(
        name: tensors.map { graph[$0.key].name }.joined(separator: " + "), bytes: buffer.bytes,
        alignment: max(alignment, buffer.alignment))
    }
    for id in kept where homes[id.index] == nil {
      let type = graph[id].type
      homes[id.index] = Home(buffer: BufferID(buffers.count), offset: 0, behind: 0)
      buffers.append(
        MemoryProblem.Buffer(
          name: graph[id].name, bytes: type.bytes, alignment: max(alignment, type.element.bytes)))
    }
    let places = homes
    func unique(_ ids: [TensorID]) -> [BufferID] {
      Set(ids.compactMap { places[$0.index]?.buffer }).sorted()
    }
    let after = Self.after(binding, units)
    let names = binding.stepNames()
    self.homes = homes
    blocks = shared.blocks.map { block in
      block.map { Home(buffer: BufferID($0.buffer), offset: $0.offset, behind: 0) }
    }
    self.alignment = alignment
    problem = MemoryProblem(
      name: graph.name, buffers: buffers,
      steps: units.enumerated().map { index, unit in
        let steps = unit.steps.map { binding.steps[$0] }
        return MemoryProblem.Step(
          name: unit.name(names, graph), reads: unique(steps.flatMap(\.inputs)),
          writes: unique(steps.flatMap(\.outputs) + unit.fedTensors),
          scratch: shared.blocks[index] == nil ? unit.scratchBytes(binding) : 0,
          scratchAlignment: max(alignment, unit.scratchAlignment(binding)),
          overlaps: sharing ? Self.overlaps(of: unit, binding, places) : [], after: after[index])
      },
      inputs: unique(graph.inputs.flatMap(binding.storage.roots)),
      outputs: unique(graph.outputs.flatMap(binding.storage.roots)))
  }

  /// By unit, those it must not overtake: a stream leaves nothing of a tensor that it takes into
  /// its block, and has nothing of one that it gives back before it has run.
  private static func after(_ binding: Binding, _ units: [Unit]) -> [[Int]] {
    let after = binding.orderedByVariables()
    var unitOf = Array(repeating: 0, count: binding.steps.count)
    for (index, unit) in units.enumerated() {
      for step in unit.steps { unitOf[step] = index }
    }
    var sooner = units.map { unit in Set(unit.steps.flatMap { after[$0] }.map { unitOf[$0] }) }
    for (index, unit) in units.enumerated() {
      guard case .stream(let stream) = unit else { continue }
      let (lost, made) = (Set(stream.graph.inputs), Set(stream.graph.outputs))
      for (step, other) in zip(binding.steps, unitOf) {
        for tensor in stream.absorbed.keys {
          if lost.contains(tensor), step.inputs.contains(tensor) { sooner[index].insert(other) }
          if made.contains(tensor), step.outputs.contains(tensor) { sooner[other].insert(index) }
        }
      }
    }
    return sooner.enumerated().map { index, sooner in sooner.subtracting([index]).sorted() }
  }

  private static func overlaps(of unit: Unit, _ binding: Binding, _ homes: [Home?])
    -> [MemoryProblem.Overlap]
  {
    switch unit {
    case .step(let step): overlaps(of: binding.steps[step], binding.graph, homes)
    case .stream(let stream): overlaps(of: stream, binding.graph, homes)
    }
  }

  private static func overlaps(of stream: Stream, _ graph: Graph, _ homes: [Home?])
    -> [MemoryProblem.Overlap]
  {
    zip(stream.graph.outputs, stream.distances).flatMap { output, distances in
      zip(stream.graph.inputs, distances).compactMap { input, distance in
        guard stream.absorbed[input] == nil, stream.absorbed[output] == nil,
          let from = homes[input.index], let to = homes[output.index],
          distance < graph[output].type.bytes
        else { return nil }
        return overlap(from, to, distance, .upwards)
      }
    }
  }

  /// Every pair of the step's buffers that sharing would make smaller.
  private static func overlaps(of step: Binding.Step, _ graph: Graph, _ homes: [Home?])
    -> [MemoryProblem.Overlap]
  {
    var overlaps: [MemoryProblem.Overlap] = []
    for (index, output) in step.outputs.enumerated() {
      for input in Set(step.inputs).sorted() where input != output {
        guard let from = homes[input.index], let to = homes[output.index],
          from.buffer != to.buffer
        else { continue }
        let bytes = (input: graph[input].type.bytes, output: graph[output].type.bytes)
        let distance = OverlapDistance(step, input: input, output: index, bytes: bytes)
        let isAlone = Set(step.inputs).count == 1
        for (direction, least) in [
          (MemoryProblem.Overlap.Direction.upwards, distance.upwards),
          (.downwards, isAlone ? distance.downwards ?? bytes.output : bytes.output),
        ] where least < bytes.output {
          overlaps.append(overlap(from, to, least, direction))
        }
      }
    }
    return overlaps
  }

  /// What is said of tensors, said of the buffers they lie in.
  private static func overlap(
    _ from: Home, _ to: Home, _ distance: Int, _ direction: MemoryProblem.Overlap.Direction
  ) -> MemoryProblem.Overlap {
    let moved =
      switch direction {
      case .upwards: distance - from.offset + to.offset
      case .downwards: distance - from.behind + to.behind
      }
    return MemoryProblem.Overlap(
      input: from.buffer, output: to.buffer, distance: max(0, moved), direction: direction)
  }
}

extension Unit {
  /// Tensors that are never whole.
  fileprivate var innerTensors: [TensorID] {
    if case .stream(let stream) = self { stream.graph.inner } else { [] }
  }

  /// Tensors whose rows come from outside.
  fileprivate var fedTensors: [TensorID] {
    if case .stream(let stream) = self { stream.fed } else { [] }
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
