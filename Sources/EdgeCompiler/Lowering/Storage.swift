package import EdgeIR
internal import EdgeOperators

/// Where the bytes of every tensor are kept: each has a buffer, lies in another tensor's, or is
/// never put together.
package struct Storage: Sendable {
  package enum Home: Hashable, Sendable {
    /// A buffer of its own, or a constant's or variable's place.
    case own
    /// Blocks of another tensor.
    case part(of: TensorID, Blocks)
    /// Only its parts exist: `blocks` times a block of each, in order.
    case stitched([TensorID], blocks: Int)
    /// Float32, on the caller's side only: the arena holds the integers of another tensor.
    case outside(TensorID)
  }

  /// Byte `b` of a tensor is byte `b / own * whole + start + b % own` of another.
  package struct Blocks: Hashable, Sendable {
    package var own, whole, start: Int

    package init(own: Int, whole: Int, start: Int) {
      self.own = own
      self.whole = whole
      self.start = start
    }
  }

  /// By tensor.
  package private(set) var homes: [Home]
  /// Tensors that are written before the run, and read after it.
  private var inputs, outputs: Set<TensorID>

  /// What nodes that only move bytes make of their tensors, as far as `choice` permits it.
  package init(_ graph: Graph, _ choice: StorageChoice) {
    homes = Array(repeating: .own, count: graph.tensors.count)
    (inputs, outputs) = (Set(graph.inputs), Set(graph.outputs))
    var readers = [Int](repeating: 0, count: graph.tensors.count)
    for id in graph.nodes.flatMap(\.inputs) + graph.outputs { readers[id.index] += 1 }
    for node in graph.nodes { keepOutside(node, graph, choice, readers: readers) }
    for node in graph.nodes {
      switch node.op.aliasing(of: graph.types(node.inputs)) {
      case .none: continue
      case .whole: alias(node, graph)
      case .cut(let blocks, let starts): cut(node, graph, choice, blocks: blocks, starts: starts)
      case .join(let blocks): join(node, graph, choice, blocks: blocks, readers: readers)
      }
    }
  }

  /// Leaves float32 inputs that are only quantised, and outputs that were just dequantised, to the
  /// caller's side.
  private mutating func keepOutside(
    _ node: Node, _ graph: Graph, _ choice: StorageChoice, readers: [Int]
  ) {
    guard node.inputs.count == 1, node.outputs.count == 1 else { return }
    let (x, y) = (node.inputs[0], node.outputs[0])
    guard !graph[x].isVariable, !graph[y].isVariable else { return }
    if node.op is Quantize, choice.outside.contains(x), graph.inputs.contains(x),
      readers[x.index] == 1, graph[x].type.element == .float32
    {
      homes[x.index] = .outside(y)
      inputs.insert(y)
    }
    if node.op is Dequantize, choice.outside.contains(y), graph.outputs.contains(y),
      readers[y.index] == 1, !inputs.contains(x), graph[x].contents == nil
    {
      homes[y.index] = .outside(x)
      outputs.insert(x)
    }
  }

  /// Whether a tensor has the very bytes of its root's buffer, from the first on.
  package func isContiguous(_ id: TensorID) -> Bool {
    switch homes[id.index] {
    case .own: true
    case .part(let whole, let blocks): blocks.own == blocks.whole && isContiguous(whole)
    case .stitched, .outside: false
    }
  }

  /// The tensors in whose buffers a tensor lies.
  package func roots(of id: TensorID) -> [TensorID] {
    switch homes[id.index] {
    case .own: [id]
    case .part(let whole, _): roots(of: whole)
    case .stitched(let parts, _): parts.flatMap(roots)
    case .outside(let integers): roots(of: integers)
    }
  }

  private mutating func alias(_ node: Node, _ graph: Graph) {
    let (x, y) = (node.inputs[0], node.outputs[0])
    guard mayBeSeen(x, as: y, graph), isContiguous(x) else { return }
    let bytes = graph[x].type.bytes
    homes[y.index] = .part(of: x, Blocks(own: bytes, whole: bytes, start: 0))
  }

  private mutating func cut(
    _ node: Node, _ graph: Graph, _ choice: StorageChoice, blocks: Int, starts: [Int]
  ) {
    let x = node.inputs[0]
    for (y, start) in zip(node.outputs, starts)
    where choice.inPlace.contains(y) && mayBeSeen(x, as: y, graph) && !outputs.contains(y) {
      homes[y.index] = .part(
        of: x,
        Blocks(
          own: graph[y].type.bytes / blocks, whole: graph[x].type.bytes / blocks, start: start))
    }
  }

  private mutating func join(
    _ node: Node, _ graph: Graph, _ choice: StorageChoice, blocks: Int, readers: [Int]
  ) {
    let whole = node.outputs[0]
    if choice.stitched.contains(whole), !outputs.contains(whole),
      node.inputs.allSatisfy({ mayBeSeen($0, as: whole, graph) })
    {
      homes[whole.index] = .stitched(node.inputs, blocks: blocks)
      return
    }
    var start = 0
    for part in node.inputs {
      let own = graph[part].type.bytes / blocks
      // A reader of the part alone would have to wait for all that is written to the whole.
      if choice.inPlace.contains(part), homes[part.index] == .own, readers[part.index] == 1,
        graph[part].contents == nil, !inputs.contains(part)
      {
        homes[part.index] = .part(
          of: whole,
          Blocks(own: own, whole: graph[whole].type.bytes / blocks, start: start))
      }
      start += own
    }
  }

  /// Whether `other` may be `id` under another shape: variables change, and what is fed or constant
  /// is no place for an output.
  private func mayBeSeen(_ id: TensorID, as other: TensorID, _ graph: Graph) -> Bool {
    roots(of: id).allSatisfy { root in
      let isShared = inputs.contains(root) || graph[root].isConstant
      return !graph[root].isVariable && !(isShared && outputs.contains(other))
    }
  }
}

/// Which tensors give up a buffer of their own, as far as readers and writers can follow.
package struct StorageChoice: Hashable, Sendable {
  /// Results of joins of which only the parts exist.
  package var stitched: Set<TensorID>
  /// Parts of joins that are written where the whole lies, and cuts that are read there.
  package var inPlace: Set<TensorID>
  /// Float32 inputs and outputs of the graph of which the arena holds integers.
  package var outside: Set<TensorID>

  package init(
    stitched: Set<TensorID> = [], inPlace: Set<TensorID> = [], outside: Set<TensorID> = []
  ) {
    self.stitched = stitched
    self.inPlace = inPlace
    self.outside = outside
  }

  /// Everything that could be chosen of `graph`.
  package init(everythingIn graph: Graph) {
    self.init(outside: Set(graph.inputs + graph.outputs))
    for node in graph.nodes {
      switch node.op.aliasing(of: graph.types(node.inputs)) {
      case .none, .whole: continue
      case .cut: inPlace.formUnion(node.outputs)
      case .join:
        stitched.formUnion(node.outputs)
        inPlace.formUnion(node.inputs)
      }
    }
  }

  /// Gives the tensor a buffer of its own; of a stitched one the parts may still be in place.
  ///
  /// - Returns: whether it had none.
  mutating func makeOwn(_ id: TensorID) -> Bool {
    stitched.remove(id) != nil || inPlace.remove(id) != nil
  }
}
