import CEdgeKernels
import EdgeCompiler
import EdgeIR

/// What a graph computes when every tensor has memory of its own and nodes run in the file's order:
/// no planner, no layout, no program.
struct NaiveExecution {
  private var memory: [UnsafeMutableRawBufferPointer]
  private let graph: Graph

  init(_ graph: Graph) {
    self.graph = graph
    memory = graph.tensors.map { tensor in
      let bytes = UnsafeMutableRawBufferPointer.allocate(
        byteCount: tensor.type.bytes, alignment: 16)
      if case .bytes(let contents) = tensor.contents { bytes.copyBytes(from: contents) }
      return bytes
    }
  }

  func outputs(for inputs: [[UInt8]]) throws -> [[UInt8]] {
    for (id, input) in zip(graph.inputs, inputs) { memory[id.index].copyBytes(from: input) }
    let lowering = try Lowering(graph)
    for (node, calls) in zip(graph.nodes, lowering.calls) {
      for call in calls { run(call, node) }
    }
    return graph.outputs.map { Array(memory[$0.index]) }
  }

  private func run(_ call: KernelCall, _ node: Node) {
    let views =
      call.inputs.map { view($0, node.inputs[$0.position]) }
      + call.outputs.map { view($0, ($0.isVariable ? node.inputs : node.outputs)[$0.position]) }
    let constants = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(call.constants.count, 1), alignment: 16)
    constants.copyBytes(from: call.constants)
    let scratch = UnsafeMutableRawPointer.allocate(
      byteCount: max(call.scratchBytes, 1), alignment: 64)
    views.withUnsafeBufferPointer { views in
      call.params.withUnsafeBytes { params in
        var arguments = er_call(
          inputs: views.baseAddress, outputs: views.baseAddress! + call.inputs.count,
          constants: constants.baseAddress, scratch: scratch, params: params.baseAddress,
          first_row: 0, row_count: Int32(call.rows), row_step: 1)
        er_resolve(call.kernel)!(&arguments)
      }
    }
    constants.deallocate()
    scratch.deallocate()
  }

  private func view(_ operand: Operand, _ tensor: TensorID) -> er_view {
    er_view(
      base: memory[tensor.index].baseAddress! + operand.offsetBytes, slots: nil,
      pixel_bytes: Int32(operand.pixelBytes), row_bytes: Int32(operand.rowBytes),
      ring: Int32(operand.rows), width: Int32(operand.width), channels: Int32(operand.channels))
  }
}
