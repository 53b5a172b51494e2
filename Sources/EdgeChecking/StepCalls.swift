internal import EdgeIR
internal import EdgeOperators

/// One kernel call of a node, whose operands see the node's tensors.
struct StepCall {
  var name: String
  var node: Int
  var call: KernelCall

  func input(_ index: Int, _ graph: Graph) -> TensorID {
    graph.nodes[node].inputs[call.inputs[index].position]
  }

  func output(_ index: Int, _ graph: Graph) -> TensorID {
    let operand = call.outputs[index]
    return operand.isVariable
      ? graph.nodes[node].inputs[operand.position] : graph.nodes[node].outputs[operand.position]
  }
}

/// The calls a graph takes where its tensors lie so: nodes that only move bytes take none for what
/// is in place already.
struct StepCalls {
  /// In the graph's order.
  private(set) var all: [StepCall] = []

  /// - Throws: where a node cannot be lowered, which whoever read the model should have said.
  init(_ graph: Graph, _ places: TensorPlaces, packing: ScratchPacking) throws(PlanFault) {
    for index in graph.nodes.indices {
      let node = graph.nodes[index]
      let calls: [KernelCall]
      do throws(OperatorError) {
        calls = try Self.calls(of: node, graph, places)
      } catch {
        throw .unknown("node \"\(node.name)\", which cannot be lowered (\(error)):")
      }
      for (number, call) in calls.enumerated() {
        let name = calls.count == 1 ? node.name : "\(node.name).\(number + 1)"
        all.append(StepCall(name: name, node: index, call: packing.packed(call)))
      }
    }
  }

  private static func calls(of node: Node, _ graph: Graph, _ places: TensorPlaces)
    throws(OperatorError) -> [KernelCall]
  {
    guard !(node.inputs + node.outputs).contains(where: places.isOutside) else { return [] }
    let types = graph.types(node.inputs)
    switch node.op.aliasing(of: types) {
    case .none: break
    case .whole:
      let whole = 0..<graph[node.inputs[0]].type.bytes
      if places.place(node.outputs[0], [whole]) == places.place(node.inputs[0], [whole]) {
        return []
      }
    case .cut(let blocks, let starts):
      let isHeld = zip(node.outputs, starts).map { part, start in
        holds(node.inputs[0], part, blocks: blocks, start: start, graph, places)
      }
      return try node.op.lower(graph.tensors(node.inputs), graph.tensors(node.outputs)).filter {
        call in !call.outputs.allSatisfy { isHeld[$0.position] }
      }
    case .join(let blocks):
      if places.isStitched(node.outputs[0]) { return [] }
      var start = 0
      let isHeld = node.inputs.map { part in
        defer { start += graph[part].type.bytes / blocks }
        return holds(node.outputs[0], part, blocks: blocks, start: start, graph, places)
      }
      if isHeld.contains(true) {
        return node.inputs.indices.filter { !isHeld[$0] }.map { part in
          Copy.call(part: part, of: types, blocks: blocks)
        }
      }
    }
    return try node.op.lower(graph.tensors(node.inputs), graph.tensors(node.outputs))
  }

  /// Whether `part` lies where `whole` has it: from `start` on in each of `blocks` blocks.
  private static func holds(
    _ whole: TensorID, _ part: TensorID, blocks: Int, start: Int, _ graph: Graph,
    _ places: TensorPlaces
  ) -> Bool {
    let (own, stride) = (graph[part].type.bytes / blocks, graph[whole].type.bytes / blocks)
    let there = (0..<blocks).map { $0 * stride + start..<$0 * stride + start + own }
    return places.place(part, [0..<own * blocks]) == places.place(whole, there)
  }
}
