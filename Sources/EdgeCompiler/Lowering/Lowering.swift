package import EdgeIR
internal import EdgeOperators
internal import EdgeRuntime

/// A graph with the kernel calls of its nodes, all on whole tensors.
package struct Lowering: Sendable {
  package let graph: Graph
  /// By node. Those of a node that only moves bytes are needed where the bytes have to be twice.
  package let calls: [[KernelCall]]
  /// What the calls are for.
  package let target: Target
  /// What passes made of the model's graph.
  package let passes: [Pipeline.Change]

  /// - Parameters:
  ///   - target: packing for it that needs scratch memory is part of lowering.
  ///   - passes: what has made the graph what it is.
  /// - Precondition: `graph` passes `verify`.
  /// - Throws: `CompileError.unloweredNodes`, with all of them.
  package init(_ graph: Graph, for target: Target = .portable, after passes: [Pipeline.Change] = [])
    throws(CompileError)
  {
    var (calls, errors): ([[KernelCall]], [GraphError]) = ([], [])
    for (index, node) in graph.nodes.enumerated() {
      do throws(OperatorError) {
        let lowered = try Self.lower(node, graph)
        calls.append(lowered.map(target.scratchPacking.packed))
      } catch {
        errors.append(GraphError(.node(index), .operator(error)))
      }
    }
    guard errors.isEmpty else { throw .unloweredNodes(errors) }
    self.graph = graph
    self.calls = calls
    self.target = target
    self.passes = passes
  }

  private static func lower(_ node: Node, _ graph: Graph) throws(OperatorError) -> [KernelCall] {
    let calls = try node.op.lower(graph.tensors(node.inputs), graph.tensors(node.outputs))
    for call in calls where call.inputs.count + call.outputs.count > ProgramFormat.viewsPerStep {
      throw .unsupported(
        what: "operands", expected: "at most \(ProgramFormat.viewsPerStep) a kernel call",
        found: "\(call.inputs.count + call.outputs.count)")
    }
    return calls
  }
}
