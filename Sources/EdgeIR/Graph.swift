/// A network: tensors, and the nodes that compute them.
///
/// - Invariant (`verify`): producers come before readers, every tensor has one producer at most,
///   and declared types equal inferred ones.
package struct Graph: Sendable, Equatable {
  package var name: String
  package var tensors: [Tensor]
  /// In the file's order.
  package var nodes: [Node]
  package var inputs: [TensorID]
  package var outputs: [TensorID]

  package init(
    name: String, tensors: [Tensor] = [], nodes: [Node] = [], inputs: [TensorID] = [],
    outputs: [TensorID] = []
  ) {
    self.name = name
    self.tensors = tensors
    self.nodes = nodes
    self.inputs = inputs
    self.outputs = outputs
  }

  package subscript(id: TensorID) -> Tensor {
    get { tensors[id.index] }
    set { tensors[id.index] = newValue }
  }

  package func tensors(_ ids: [TensorID]) -> [Tensor] { ids.map { self[$0] } }
  package func types(_ ids: [TensorID]) -> [TensorType] { ids.map { self[$0].type } }

  /// Bytes of all constants.
  package var weightsBytes: Int { tensors.lazy.filter(\.isConstant).map(\.type.bytes).reduce(0, +) }

  package var hasMissingContents: Bool { tensors.contains { $0.contents == .missing } }

  /// Multiply-accumulates of one run; `Int.max` where there are more.
  package var macs: Int {
    nodes.reduce(0) { sum, node in
      let (total, overflow) = sum.addingReportingOverflow(
        node.op.macs(types(node.inputs), types(node.outputs)))
      return overflow ? Int.max : total
    }
  }
}

/// One use of an operator.
package struct Node: Sendable, Equatable {
  package var name: String
  package var op: any Operator
  package var inputs: [TensorID]
  package var outputs: [TensorID]

  package init(name: String, op: any Operator, inputs: [TensorID], outputs: [TensorID]) {
    self.name = name
    self.op = op
    self.inputs = inputs
    self.outputs = outputs
  }

  package static func == (a: Node, b: Node) -> Bool {
    a.name == b.name && a.op.isEqual(to: b.op) && a.inputs == b.inputs && a.outputs == b.outputs
  }
}
