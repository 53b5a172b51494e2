package import EdgeIR
internal import EdgeOperators

/// Gives windows the padding that a node before them adds to the image, where the windows treat it
/// alike: convolutions where it is the zero point, largest values where nothing is less.
package struct FoldPads: Pass {
  package static let name = "fold pads"

  package init() {}

  package func run(on graph: inout Graph) -> Bool {
    guard graph.nodes.contains(where: { $0.op is Pad }) else { return false }
    let readers = graph.readers()
    let ranges = ChannelRanges(graph)
    var isChanged = false
    for index in graph.nodes.indices {
      let node = graph.nodes[index]
      guard let pad = node.op as? Pad, let border = Border(pad.padding),
        let fill = fill(of: pad, node, in: graph), !graph.outputs.contains(node.outputs[0]),
        !graph[node.inputs[0]].isVariable, !readers[node.outputs[0].index].isEmpty
      else { continue }
      let folded = readers[node.outputs[0].index].compactMap { reader in
        fold(graph.nodes[reader], node, border, fill: fill, ranges, in: graph)
      }
      guard folded.count == readers[node.outputs[0].index].count else { continue }
      for (reader, folded) in zip(readers[node.outputs[0].index], folded) {
        graph.nodes[reader] = folded
      }
      isChanged = true
    }
    if isChanged { graph.removeUnused() }
    return isChanged
  }

  private func fill(of pad: Pad, _ node: Node, in graph: Graph) -> Int32? {
    let (inputs, output) = (graph.tensors(node.inputs), graph[node.outputs[0]])
    guard output.type.element == .int8, let bytes = try? pad.fill(inputs, output) else {
      return nil
    }
    return Int32(Int8(bitPattern: bytes[0]))
  }

  /// The reader of a padded image as one of the image itself; nil where that would be another.
  private func fold(
    _ reader: Node, _ pad: Node, _ border: Border, fill: Int32, _ ranges: ChannelRanges,
    in graph: Graph
  ) -> Node? {
    let (image, padded) = (pad.inputs[0], pad.outputs[0])
    guard reader.inputs[0] == padded, !reader.inputs.dropFirst().contains(padded),
      let op = reader.op as? any WindowedOperator,
      let folded = op.absorbing(border, graph.types(reader.inputs))
    else { return nil }
    let isAlike =
      reader.op is any WeightedOperator
      ? graph[image].type.quantization?.zeroPoints == [fill]
      : (0..<graph[image].type.channels).allSatisfy { fill <= ranges[image, $0].lowerBound }
    let inputs = [image] + reader.inputs.dropFirst()
    guard isAlike, let types = try? folded.outputTypes(for: graph.types(inputs)),
      types.map(\.shape) == graph.types(reader.outputs).map(\.shape)
    else { return nil }
    return Node(name: reader.name, op: folded, inputs: inputs, outputs: reader.outputs)
  }
}

extension Border {
  /// Of `[before, behind]` for each axis of `[N, H, W, C]`; nil unless rows and pixels alone are
  /// padded.
  fileprivate init?(_ padding: [[Int]]) {
    guard padding.count == 4, padding[0] == [0, 0], padding[3] == [0, 0] else { return nil }
    self.init(
      top: padding[1][0], bottom: padding[1][1], left: padding[2][0], right: padding[2][1])
  }
}
