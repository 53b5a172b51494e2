internal import EdgeIR
internal import EdgeOperators
internal import EdgePlanning

/// Lets a convolution over a concat take one part after the other, its sums kept in int32: only one
/// part has to be there at a time. SERENITY's channel-wise partitioning, made exact.
struct PartialConvolution: Lever {
  static let name = "partial convolution"

  func alternatives(to candidate: Candidate) -> [Alternative] {
    let binding = candidate.binding
    let graph = binding.graph
    let readers = graph.readers()
    let gains = graph.nodes.indices.compactMap { index -> (gain: Int, index: Int)? in
      let node = graph.nodes[index]
      guard node.op is Conv2D,
        case .stitched(let parts, _) = binding.storage.homes[node.inputs[0].index],
        readers[node.inputs[0].index].count == 1, !graph.outputs.contains(node.inputs[0])
      else { return nil }
      let bytes = parts.map { graph[$0].type.bytes }
      let sums = graph[node.outputs[0]].type.elementCount * ElementType.int32.bytes
      let gain =
        bytes.reduce(0, +) - (bytes.max() ?? 0)
        - (sums - graph[node.outputs[0]].type.bytes)
      return gain > 0 ? (gain, index) : nil
    }
    return gains.sorted { ($1.gain, $0.index) < ($0.gain, $1.index) }
      .flatMap { alternatives($0.index, candidate) }
  }

  private func alternatives(_ index: Int, _ candidate: Candidate) -> [Alternative] {
    let node = candidate.binding.graph.nodes[index]
    guard
      case .stitched(let parts, _) = candidate.binding.storage.homes[node.inputs[0].index],
      Set(parts).count == parts.count
    else { return [] }
    let order = ordered(parts, candidate)
    let orders =
      [order, order.reversed()]
      + order.indices.dropFirst().map { first in
        [order[first]] + order[..<first] + order[(first + 1)...]
      }
    return orders.compactMap { split(index, parts, $0, candidate.binding) }
  }

  private func split(
    _ index: Int, _ parts: [TensorID], _ order: [TensorID], _ binding: Binding
  ) -> Alternative? {
    var graph = binding.graph
    let node = graph.nodes[index]
    guard let op = node.op as? Conv2D,
      let requantize = op.requantizing(
        node.inputs.map { graph[$0] }, to: graph[node.outputs[0]].type)
    else { return nil }
    var nodes: [Node] = []
    var before = Array(node.inputs.dropFirst(2))
    for (number, part) in order.enumerated() {
      let name = "\(node.name)/\(number)"
      guard let weights = weights(of: part, among: parts, graph[node.inputs[1]], graph) else {
        return nil
      }
      let inputs = [part, graph.addTensor(weights.type, weights.contents, name: "\(name)/weights")]
      let sums = Conv2DSums(op)
      guard let type = try? sums.outputTypes(for: graph.types(inputs + before)).first else {
        return nil
      }
      let id = graph.addTensor(type, name: name)
      nodes.append(Node(name: name, op: sums, inputs: inputs + before, outputs: [id]))
      before = [id]
    }
    nodes.append(Node(name: node.name, op: requantize, inputs: before, outputs: node.outputs))
    graph.nodes.replaceSubrange(index...index, with: nodes)
    graph.removeUnused()
    let removed = binding.graph.nodes.count - graph.nodes.count
    let change = Pipeline.Change(pass: Self.name, nodesRemoved: removed, macsSaved: 0)
    return Alternative(graph: graph, choice: StorageChoice(everythingIn: graph), changes: [change])
  }

  /// As they are complete in the candidate's order.
  private func ordered(_ parts: [TensorID], _ candidate: Candidate) -> [TensorID] {
    var complete: [TensorID: Int] = [:]
    for (position, unit) in candidate.schedule.order.enumerated() {
      for step in candidate.units[unit].steps {
        for id in candidate.binding.steps[step].outputs { complete[id] = position }
      }
    }
    let last = { (part: TensorID) in
      candidate.binding.storage.roots(of: part).map { complete[$0] ?? -1 }.max() ?? -1
    }
    return parts.sorted { (last($0), $0) < (last($1), $1) }
  }

  /// The weights that meet the channels of a part.
  private func weights(
    of part: TensorID, among parts: [TensorID], _ whole: Tensor, _ graph: Graph
  ) -> Tensor? {
    guard case .bytes(let bytes)? = whole.contents, let all = whole.type.shape.last else {
      return nil
    }
    let first = parts.prefix { $0 != part }.reduce(0) { $0 + graph[$1].type.channels }
    let channels = graph[part].type.channels
    var tensor = whole
    tensor.type.shape[3] = channels
    tensor.contents = .bytes(
      Swift.stride(from: first, to: bytes.count, by: all).flatMap { bytes[$0..<$0 + channels] })
    return tensor
  }
}
