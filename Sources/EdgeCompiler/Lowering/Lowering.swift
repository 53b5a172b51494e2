package import EdgeIR
internal import EdgeRuntime

/// A graph with the kernel calls of its nodes, all on whole tensors.
package struct Lowering: Sendable {
  package let graph: Graph
  /// By node. Those of a node that only moves bytes are needed where the bytes have to be twice.
  package let calls: [[KernelCall]]

  /// - Precondition: `graph` passes `verify`.
  /// - Throws: `CompileError.unloweredNodes`, with all of them.
  package init(_ graph: Graph) throws(CompileError) {
    var (calls, errors): ([[KernelCall]], [GraphError]) = ([], [])
    for (index, node) in graph.nodes.enumerated() {
      do throws(OperatorError) {
        calls.append(try Self.lower(node, graph))
      } catch {
        errors.append(GraphError(.node(index), .operator(error)))
      }
    }
    guard errors.isEmpty else { throw .unloweredNodes(errors) }
    self.graph = graph
    self.calls = calls
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
