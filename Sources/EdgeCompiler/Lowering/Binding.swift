package import EdgeIR
internal import EdgeOperators
internal import EdgeRuntime

/// Kernel calls bound to the tensors whose buffers they read and write: the steps that a schedule
/// orders.
package struct Binding: Sendable {
  package struct Step: Sendable {
    /// Index into the graph's nodes.
    package var node: Int
    /// Operands see buffers, not tensors.
    package var call: KernelCall
    /// By operand of the call: whose buffer it is.
    package var inputs: [TensorID]
    package var outputs: [TensorID]
  }

  package let graph: Graph
  /// What the calls are for.
  package let target: Target
  /// What passes made of the model's graph.
  package let passes: [Pipeline.Change]
  package let storage: Storage
  /// What came of the choice that was asked for.
  package let choice: StorageChoice
  /// In the file's order.
  package let steps: [Step]

  /// - Parameter choice: what to give up buffers of their own, where every reader and writer can
  ///   follow.
  package init(_ lowering: Lowering, _ choice: StorageChoice = StorageChoice()) {
    var choice = choice
    while true {
      let storage = Storage(lowering.graph, choice)
      do throws(OutOfSight) {
        steps = try Self.steps(lowering, storage)
        graph = lowering.graph
        target = lowering.target
        passes = lowering.passes
        self.storage = storage
        self.choice = choice
        return
      } catch {
        let isSmaller = choice.makeOwn(storage.movable(error.tensor))
        precondition(isSmaller, "a tensor with a buffer of its own is out of sight")
      }
    }
  }

  package func node(_ step: Step) -> Node { graph.nodes[step.node] }

  private static func steps(_ lowering: Lowering, _ storage: Storage) throws(OutOfSight) -> [Step] {
    var steps: [Step] = []
    for index in lowering.graph.nodes.indices {
      for call in Self.calls(of: index, lowering, storage) {
        steps.append(try bind(call, node: index, lowering.graph, storage))
      }
    }
    return steps
  }

  /// The calls of a node that are needed where tensors are kept so.
  private static func calls(of index: Int, _ lowering: Lowering, _ storage: Storage)
    -> [KernelCall]
  {
    let (graph, node) = (lowering.graph, lowering.graph.nodes[index])
    let isHeld = { (id: TensorID, whole: TensorID) in
      if case .part(whole, _) = storage.homes[id.index] { true } else { false }
    }
    let calls = lowering.calls[index]
    let isOutside = (node.inputs + node.outputs).contains { id in
      if case .outside = storage.homes[id.index] { true } else { false }
    }
    guard !isOutside else { return [] }
    switch node.op.aliasing(of: graph.types(node.inputs)) {
    case .none:
      return calls
    case .whole:
      return isHeld(node.outputs[0], node.inputs[0]) ? [] : calls
    case .cut:
      let held = node.outputs.map { isHeld($0, node.inputs[0]) }
      return calls.filter { call in !call.outputs.allSatisfy { held[$0.position] } }
    case .join(let blocks):
      if case .stitched = storage.homes[node.outputs[0].index] { return [] }
      let held = node.inputs.map { isHeld($0, node.outputs[0]) }
      guard held.contains(true) else { return calls }
      return node.inputs.indices.filter { !held[$0] }.map { part in
        Copy.call(part: part, of: graph.types(node.inputs), blocks: blocks)
      }
    }
  }

  private static func bind(_ call: KernelCall, node: Int, _ graph: Graph, _ storage: Storage)
    throws(OutOfSight) -> Step
  {
    let (read, written) = (graph.nodes[node].inputs, graph.nodes[node].outputs)
    var bound = Step(node: node, call: call, inputs: [], outputs: [])
    (bound.call.inputs, bound.call.outputs, bound.call.windows) = ([], [], [])
    for (index, operand) in call.inputs.enumerated() {
      let tensor = read[operand.position]
      let sites = try storage.sites(of: operand, in: tensor, graph)
      guard sites.count == 1 || index == 0 && call.viewCount != nil else {
        throw OutOfSight(tensor: tensor)
      }
      bound.inputs += sites.map(\.tensor)
      bound.call.inputs += sites.map(\.operand)
      bound.call.windows += sites.map { _ in call.windows[index] }
    }
    let added = bound.call.inputs.count - call.inputs.count
    if let count = call.viewCount { bound.call.params[count] += Int32(added) }
    bound.call.inPlace = call.inPlace.compactMap { pair in
      guard added == 0 || pair.input > 0 else { return nil }
      return InPlace(input: pair.input + added, output: pair.output)
    }
    for operand in call.outputs {
      let tensor = operand.isVariable ? read[operand.position] : written[operand.position]
      let sites = try storage.sites(of: operand, in: tensor, graph)
      guard sites.count == 1 else { throw OutOfSight(tensor: tensor) }
      bound.outputs.append(sites[0].tensor)
      bound.call.outputs.append(sites[0].operand)
    }
    guard bound.inputs.count + bound.outputs.count <= ProgramFormat.viewsPerStep else {
      throw OutOfSight(tensor: read[call.inputs[0].position])
    }
    return bound
  }
}

extension Storage {
  /// The tensor whose home keeps `id` from being seen: the first on its way to a buffer that was a
  /// matter of choice.
  fileprivate func movable(_ id: TensorID) -> TensorID {
    guard case .part(let whole, let blocks) = homes[id.index], blocks.own == blocks.whole else {
      return id
    }
    return isContiguous(whole) ? id : movable(whole)
  }
}

extension Binding {
  /// By step, the earlier ones it must not overtake: every access to a variable comes after the
  /// writes before it, and every write after the reads before it.
  func orderedByVariables() -> [[Int]] {
    var after = [[Int]](repeating: [], count: steps.count)
    var lastWrite: [TensorID: Int] = [:]
    var readsSince: [TensorID: [Int]] = [:]
    for (index, step) in steps.enumerated() {
      let (read, written) = (Set(step.inputs), Set(step.outputs))
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
