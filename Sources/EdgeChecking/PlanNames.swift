internal import EdgeIR

/// The tensors of a graph by their names.
struct PlanNames {
  let tensors: [String: TensorID]

  init(_ graph: Graph) {
    tensors = Dictionary(
      graph.tensors.enumerated().map { ($0.element.name, TensorID($0.offset)) },
      uniquingKeysWith: { first, _ in first })
  }

  func tensor(_ name: String) throws(PlanFault) -> TensorID {
    guard let id = tensors[name] else { throw .unknown("tensor \"\(name)\"") }
    return id
  }
}
