package import EdgeIR
package import EdgePlanning

/// What crosses the line to the planner: sizes and orderings, and which tensor is which buffer.
package struct PlannerView: Sendable {
  package let problem: MemoryProblem
  /// By buffer.
  package let tensors: [TensorID]
  /// Of every buffer, at least.
  let alignment: Int

  /// - Parameters:
  ///   - alignment: of every buffer, a power of two.
  ///   - sharing: whether outputs may lie over inputs that die.
  package init(_ binding: Binding, alignment: Int, sharing: Bool) {
    let graph = binding.graph
    let after = binding.orderedByVariables()
    let used = Set(
      binding.steps.flatMap { $0.inputs + $0.outputs }
        + (graph.inputs + graph.outputs).flatMap(binding.storage.roots))
    let kept = graph.tensors.indices.map(TensorID.init).filter { id in
      graph[id].contents == nil && used.contains(id)
    }
    let buffers = Dictionary(
      uniqueKeysWithValues: kept.enumerated().map { ($1, BufferID($0)) })
    func unique(_ ids: [TensorID]) -> [BufferID] { Set(ids.compactMap { buffers[$0] }).sorted() }
    tensors = kept
    self.alignment = alignment
    problem = MemoryProblem(
      name: graph.name,
      buffers: kept.map { id in
        let type = graph[id].type
        return MemoryProblem.Buffer(
          name: graph[id].name, bytes: type.bytes, alignment: max(alignment, type.element.bytes))
      },
      steps: zip(binding.steps, binding.stepNames()).enumerated().map { index, named in
        let (step, name) = named
        return MemoryProblem.Step(
          name: name, reads: unique(step.inputs), writes: unique(step.outputs),
          scratch: step.call.scratchBytes,
          scratchAlignment: max(alignment, step.call.scratchAlignment),
          overlaps: sharing ? Self.overlaps(of: step, graph, buffers) : [], after: after[index])
      },
      inputs: unique(graph.inputs.flatMap(binding.storage.roots)),
      outputs: unique(graph.outputs.flatMap(binding.storage.roots)))
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
        for (direction, least) in [
          (MemoryProblem.Overlap.Direction.upwards, distance.upwards),
          (.downwards, distance.downwards ?? bytes.output),
        ] where least < bytes.output {
          overlaps.append(
            MemoryProblem.Overlap(input: from, output: to, distance: least, direction: direction))
        }
      }
    }
    return overlaps
  }
}
