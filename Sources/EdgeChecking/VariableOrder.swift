internal import EdgeIR

/// Which value of every variable each call meets, in the model's order and in the plan's.
struct VariableOrder {
  /// Writes so far, and reads since the last.
  private struct Moment: Hashable {
    var writes = 0
    var reads = 0
  }

  private let graph: Graph
  /// By call, then variable.
  private var expected: [[TensorID: Moment]] = []
  private var now: [TensorID: Moment] = [:]

  init(_ steps: StepCalls, _ graph: Graph) {
    self.graph = graph
    guard graph.tensors.contains(where: \.isVariable) else { return }
    for step in steps.all { expected.append(pass(step)) }
    now = [:]
  }

  mutating func meet(_ index: Int, _ step: StepCall) throws(PlanFault) {
    guard !expected.isEmpty else { return }
    let found = pass(step)
    for (id, moment) in expected[index] where found[id] != moment {
      throw .variable(graph[id].name, step: step.name)
    }
  }

  private mutating func pass(_ step: StepCall) -> [TensorID: Moment] {
    var met: [TensorID: Moment] = [:]
    let written = Set(step.call.outputs.indices.map { step.output($0, graph) })
    let read = Set(step.call.inputs.indices.map { step.input($0, graph) })
    for id in read.union(written) where graph[id].isVariable {
      var moment = now[id] ?? Moment()
      // Reads may change places among themselves.
      met[id] = written.contains(id) ? moment : Moment(writes: moment.writes)
      if written.contains(id) {
        moment = Moment(writes: moment.writes + 1)
      } else {
        moment.reads += 1
      }
      now[id] = moment
    }
    return met
  }
}
