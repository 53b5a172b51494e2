package import EdgeIR
package import EdgePlanning
internal import EdgeRuntime

/// A graph as kernel calls, each a step of the memory problem, in the file's order.
package struct Lowering: Sendable {
  package struct Step: Sendable {
    /// Index into the graph's nodes.
    package var node: Int
    package var call: KernelCall
  }

  package let graph: Graph
  package let steps: [Step]
  /// By tensor, the tensor whose bytes it is: itself, but for the outputs of view operators.
  package let storage: [TensorID]

  /// - Precondition: `graph` passes `verify`.
  /// - Throws: `CompileError.unloweredNodes`, with all of them.
  package init(_ graph: Graph) throws(CompileError) {
    var (steps, errors): ([Step], [GraphError]) = ([], [])
    var storage = graph.tensors.indices.map(TensorID.init)
    let (fed, read) = (Set(graph.inputs), Set(graph.outputs))
    for (index, node) in graph.nodes.enumerated() {
      if node.op.isView(of: graph.types(node.inputs)) {
        let root = storage[node.inputs[0].index]
        let isShared = fed.contains(root) || graph[root].isConstant
        let mustBeCopied =
          graph[root].isVariable || isShared && read.contains(node.outputs[0])
        if !mustBeCopied {
          storage[node.outputs[0].index] = root
          continue
        }
      }
      do throws(OperatorError) {
        let calls = try node.op.lower(graph.tensors(node.inputs), graph.tensors(node.outputs))
        for call in calls where call.inputs.count + call.outputs.count > Self.operandsPerStep {
          throw .unsupported(
            what: "operands", expected: "at most \(Self.operandsPerStep) a kernel call",
            found: "\(call.inputs.count + call.outputs.count)")
        }
        steps += calls.map { Step(node: index, call: $0) }
      } catch {
        errors.append(GraphError(.node(index), .operator(error)))
      }
    }
    guard errors.isEmpty else { throw .unloweredNodes(errors) }
    self.graph = graph
    self.steps = steps
    self.storage = storage
  }

  private static let operandsPerStep = ProgramFormat.viewsPerStep

  func node(_ step: Step) -> Node { graph.nodes[step.node] }

  /// Whose bytes an input operand reads.
  func inputTensor(_ operand: Operand, of step: Step) -> TensorID {
    storage[node(step).inputs[operand.position].index]
  }

  /// Whose bytes an output operand writes.
  func outputTensor(_ operand: Operand, of step: Step) -> TensorID {
    let node = node(step)
    let written = operand.isVariable ? node.inputs : node.outputs
    return storage[written[operand.position].index]
  }

  /// By step, the earlier ones it must not overtake: every access to a variable comes after the
  /// writes before it, and every write after the reads before it.
  func orderedByVariables() -> [[Int]] {
    var after = [[Int]](repeating: [], count: steps.count)
    var lastWrite: [TensorID: Int] = [:]
    var readsSince: [TensorID: [Int]] = [:]
    for (index, step) in steps.enumerated() {
      let read = Set(step.call.inputs.map { inputTensor($0, of: step) })
      let written = Set(step.call.outputs.map { outputTensor($0, of: step) })
      for id in read.union(written).sorted() where graph[id].isVariable {
        if let write = lastWrite[id] { after[index].append(write) }
        guard written.contains(id) else {
          readsSince[id, default: []].append(index)
          continue
        }
        after[index] += readsSince[id] ?? []
        lastWrite[id] = index
        readsSince[id] = []
      }
    }
    return after
  }

  /// The names of the steps: the node's own, numbered where a node takes several.
  func stepNames() -> [String] {
    var counts: [Int: Int] = [:]
    for step in steps { counts[step.node, default: 0] += 1 }
    var seen: [Int: Int] = [:]
    return steps.map { step in
      let name = graph.nodes[step.node].name
      guard counts[step.node] != 1 else { return name }
      seen[step.node, default: 0] += 1
      return "\(name).\(seen[step.node] ?? 0)"
    }
  }
}

/// What crosses the line to the planner: sizes and orderings, and which tensor is which buffer.
package struct PlannerView: Sendable {
  package let problem: MemoryProblem
  /// By buffer.
  package let tensors: [TensorID]
  /// Of every buffer, at least.
  let alignment: Int

  /// - Parameter alignment: of every buffer, a power of two.
  package init(_ lowering: Lowering, alignment: Int) {
    let graph = lowering.graph
    let after = lowering.orderedByVariables()
    let computed = graph.tensors.indices.map(TensorID.init).filter { id in
      graph[id].contents == nil && lowering.storage[id.index] == id
    }
    var buffers = [BufferID?](repeating: nil, count: graph.tensors.count)
    for (index, id) in computed.enumerated() { buffers[id.index] = BufferID(index) }
    func unique(_ ids: [TensorID]) -> [BufferID] {
      Set(ids.compactMap { buffers[lowering.storage[$0.index].index] }).sorted()
    }
    tensors = computed
    self.alignment = alignment
    problem = MemoryProblem(
      name: graph.name,
      buffers: computed.map { id in
        let type = graph[id].type
        return MemoryProblem.Buffer(
          name: graph[id].name, bytes: type.bytes, alignment: max(alignment, type.element.bytes))
      },
      steps: zip(lowering.steps, lowering.stepNames()).enumerated().map { index, named in
        let (step, name) = named
        let call = step.call
        return MemoryProblem.Step(
          name: name, reads: unique(call.inputs.map { lowering.inputTensor($0, of: step) }),
          writes: unique(call.outputs.map { lowering.outputTensor($0, of: step) }),
          scratch: call.scratchBytes, scratchAlignment: max(alignment, call.scratchAlignment),
          after: after[index])
      },
      inputs: unique(graph.inputs), outputs: unique(graph.outputs))
  }
}
