internal import EdgeIR
internal import EdgePlanning

/// The order of a graph's nodes and the places of its tensors, as TensorFlow Lite Micro runs them:
/// whole tensors, one step an operator, and views that lie where their inputs lie.
struct TFLitePlan {
  /// Of every tensor; what TensorFlow Lite Micro aligns its own to.
  private static let alignment = 16

  /// Indices of the graph's nodes.
  private(set) var order: [Int] = []
  /// Offsets in the arena of the tensors that have one; constants and variables have none.
  private(set) var offsets: [TensorID: Int] = [:]

  private let graph: Graph
  /// What the nodes become.
  private let operators: [TFLiteExportedOperator]
  /// By tensor, the one whose bytes it is: itself, but for the outputs of views.
  private var storage: [TensorID]
  /// By node, whether it costs nothing.
  private var isView: [Bool]

  /// - Parameters:
  ///   - graph: passes `verify`.
  ///   - operators: what its nodes become.
  init(_ graph: Graph, _ operators: [TFLiteExportedOperator]) {
    self.graph = graph
    self.operators = operators
    storage = graph.tensors.indices.map(TensorID.init)
    isView = graph.nodes.map { _ in false }
    findViews()
    let (problem, nodes, tensors) = problem()
    let (schedule, layout) = MemoryPlanner().plan(problem)
    setOrder(schedule.order.map { nodes[$0] })
    var places: [TensorID: Int] = [:]
    for placement in layout.placements {
      guard case .buffer(let id) = placement.occupant else { continue }
      places[tensors[id.index]] = placement.bytes.lowerBound
    }
    for id in graph.tensors.indices.map(TensorID.init) { offsets[id] = places[storage[id.index]] }
  }

  /// A constant stays where it is in the file, and a variable changes under its readers; views of
  /// these are copies.
  private mutating func findViews() {
    for (index, node) in graph.nodes.enumerated() where operators[index].isView {
      let root = storage[node.inputs[0].index]
      guard graph[root].contents == nil else { continue }
      storage[node.outputs[0].index] = root
      isView[index] = true
    }
  }

  /// The problem, and which nodes and tensors its steps and buffers are.
  private func problem() -> (MemoryProblem, nodes: [Int], tensors: [TensorID]) {
    let touched = Set(graph.nodes.flatMap { $0.inputs + $0.outputs } + graph.inputs)
    let tensors = touched.filter { graph[$0].contents == nil && storage[$0.index] == $0 }.sorted()
    let ids = Dictionary(
      uniqueKeysWithValues: tensors.enumerated().map { ($1, BufferID($0)) })
    func buffers(_ list: [TensorID]) -> [BufferID] {
      Set(list.compactMap { ids[storage[$0.index]] }).sorted()
    }
    let nodes = graph.nodes.indices.filter { !isView[$0] }
    let after = variableOrder(nodes)
    let problem = MemoryProblem(
      name: graph.name,
      buffers: tensors.map {
        MemoryProblem.Buffer(
          name: graph[$0].name, bytes: graph[$0].type.bytes, alignment: Self.alignment)
      },
      steps: nodes.enumerated().map { step, index in
        let node = graph.nodes[index]
        return MemoryProblem.Step(
          name: node.name, reads: buffers(node.inputs), writes: buffers(node.outputs),
          scratch: operators[index].scratchBytes, scratchAlignment: Self.alignment,
          after: after[step])
      }, inputs: buffers(graph.inputs), outputs: buffers(graph.outputs))
    return (problem, nodes, tensors)
  }

  /// By step, the earlier ones it must not overtake: all that touch a variable it touches, unless
  /// both only read.
  private func variableOrder(_ nodes: [Int]) -> [[Int]] {
    var lastWrite: [TensorID: Int] = [:]
    var readsSince: [TensorID: [Int]] = [:]
    return nodes.enumerated().map { step, index in
      let node = graph.nodes[index]
      let written = Set(type(of: node.op).variableInputs.map { node.inputs[$0] })
      var after: Set<Int> = []
      for id in Set(node.inputs) where graph[id].isVariable {
        if let write = lastWrite[id] { after.insert(write) }
        guard written.contains(id) else {
          readsSince[id, default: []].append(step)
          continue
        }
        after.formUnion(readsSince[id] ?? [])
        (lastWrite[id], readsSince[id]) = (step, [])
      }
      return after.sorted()
    }
  }

  /// The nodes in the order of their steps, each view as soon as it can be.
  private mutating func setOrder(_ scheduled: [Int]) {
    var views: [TensorID: [Int]] = [:]
    for index in graph.nodes.indices where isView[index] {
      views[graph.nodes[index].inputs[0], default: []].append(index)
    }
    var order: [Int] = []
    func appendViews(of tensors: [TensorID]) {
      var open = tensors
      while let id = open.popLast() {
        for index in views.removeValue(forKey: id) ?? [] {
          order.append(index)
          open += graph.nodes[index].outputs
        }
      }
    }
    appendViews(of: graph.inputs)
    for index in scheduled {
      order.append(index)
      appendViews(of: graph.nodes[index].outputs)
    }
    self.order = order
  }
}
