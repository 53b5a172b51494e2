package import EdgeIR
package import EdgeOperators

/// Judges a plan from its text and the model alone: order, liveness, bounds, overlap, alignment,
/// sharing, and the figures that are said of it.
///
/// Of what edgerun decides it uses nothing: the plan is run on an arena that knows whose bytes it
/// holds, operand by operand as the operators' lowering says what kernels read and store.
package struct PlanChecker {
  private let graph: Graph
  private let modelSHA256: String
  private let packing: ScratchPacking

  /// - Parameters:
  ///   - graph: as the plan rewrote it; passes `verify`.
  ///   - modelSHA256: of the model's file.
  ///   - packing: how constants are laid out for kernels that need scratch memory.
  package init(_ graph: Graph, modelSHA256: String, packing: ScratchPacking = .none) {
    self.graph = graph
    self.modelSHA256 = modelSHA256
    self.packing = packing
  }

  /// - Complexity: O(arena + bytes read and written); for a step whose output lies over an input
  ///   O(pixels · window bytes).
  /// - Throws: the first contradiction.
  package func check(_ plan: StatedPlan) throws(PlanFault) {
    try PlanHeader(plan).check(graph, modelSHA256: modelSHA256)
    let names = PlanNames(graph)
    let geometry = try PlanGeometry(plan)
    let places = try TensorPlaces(plan, graph, names)
    let steps = try StepCalls(graph, places, packing: packing)
    try checkSteps(plan, steps)
    try checkBuffers(plan, places)
    var run = try PlanRun(plan, graph, places, steps, geometry)
    try run.run()
    try checkLifetimes(plan, run.uses)
  }

  private func checkSteps(_ plan: StatedPlan, _ steps: StepCalls) throws(PlanFault) {
    let ops = Dictionary(
      grouping: steps.all.map { ($0.name, type(of: graph.nodes[$0.node].op).name) }, by: \.0)
    let streams = Dictionary(
      plan.streams.map { ($0.step, $0) }, uniquingKeysWith: { first, _ in first })
    for (position, step) in plan.steps.enumerated() {
      if let stream = streams[position] {
        let members = stream.fed + stream.members
        guard let first = members.first, let last = members.last else {
          throw .missing("members of the stream at step \(position)")
        }
        let name = members.count == 1 ? first : "\(first) … \(last)"
        guard step.name == name else {
          throw .figure("steps[\(position)].name", expected: name, found: step.name)
        }
      } else {
        guard let known = ops[step.name] else { throw .unknown("step \"\(step.name)\"") }
        guard known.contains(where: { $0.1 == step.op }) else {
          throw .figure("steps[\(position)].op", expected: known[0].1, found: step.op)
        }
      }
    }
  }

  /// Kinds, alignments, and that every buffer is some tensor's.
  private func checkBuffers(_ plan: StatedPlan, _ places: TensorPlaces) throws(PlanFault) {
    var holders: [Int: [TensorID]] = [:]
    for (id, buffer) in places.buffers { holders[buffer, default: []].append(id) }
    let (inputs, outputs) = (buffers(of: graph.inputs, places), buffers(of: graph.outputs, places))
    for (index, buffer) in plan.buffers.enumerated() where buffer.kind != "scratch" {
      guard let tensors = holders[index] else { throw .unknown("buffer \"\(buffer.name)\"") }
      let kind = inputs.contains(index) ? "input" : outputs.contains(index) ? "output" : "tensor"
      guard buffer.kind == kind else {
        throw .figure("buffer \"\(buffer.name)\": kind", expected: kind, found: buffer.kind)
      }
      let alignment = tensors.map { graph[$0].type.element.bytes }.max() ?? 1
      guard buffer.offset % alignment == 0 else {
        throw .figure(
          "buffer \"\(buffer.name)\": offset", expected: "a multiple of \(alignment)",
          found: "\(buffer.offset)")
      }
    }
  }

  private func buffers(of ids: [TensorID], _ places: TensorPlaces) -> Set<Int> {
    var found: Set<Int> = []
    for id in ids.map(places.integers) {
      places.runs(id, 0..<graph[id].type.bytes) { run in
        if let buffer = places.buffers[places.tensor(of: run.owner)] { found.insert(buffer) }
      }
    }
    return found
  }

  /// Every buffer lives from the first step that touches it to the last.
  private func checkLifetimes(_ plan: StatedPlan, _ uses: [ClosedRange<Int>?]) throws(PlanFault) {
    let last = max(plan.steps.count - 1, 0)
    for (index, buffer) in plan.buffers.enumerated() where buffer.kind != "scratch" {
      guard let use = uses[index] else { throw .unknown("buffer \"\(buffer.name)\"") }
      let expected = use.lowerBound...(buffer.kind == "output" ? last : use.upperBound)
      guard expected == buffer.firstStep...buffer.lastStep else {
        throw .figure(
          "buffer \"\(buffer.name)\": steps",
          expected: "\(expected.lowerBound) to \(expected.upperBound)",
          found: "\(buffer.firstStep) to \(buffer.lastStep)")
      }
    }
  }
}
