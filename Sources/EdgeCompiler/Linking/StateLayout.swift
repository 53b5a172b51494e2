internal import EdgeIR

/// Where the variables lie in the memory that is kept from run to run, beside the arena.
struct StateLayout {
  /// By variable, from the state's base.
  private(set) var offsets: [TensorID: Int] = [:]
  /// What the state holds before the first run.
  private(set) var contents: [UInt8] = []

  init(_ graph: Graph, alignment: Int) {
    for (index, tensor) in graph.tensors.enumerated() where tensor.isVariable {
      guard case .bytes(let bytes) = tensor.contents else { continue }
      let aligned = max(alignment, tensor.type.element.bytes)
      while contents.count % aligned != 0 { contents.append(0) }
      offsets[TensorID(index)] = contents.count
      contents += bytes
    }
  }
}
