package import EdgeIR

/// Parts of the input of given sizes along an axis, one an output.
package struct SplitV: Operator {
  package static let name = "split_v"
  package static let inputCount = 1...1

  /// Counted from the front, or from behind when negative.
  package var axis: Int
  /// Positions of each part; one may be -1, and has what the others leave.
  package var sizes: [Int]

  package init(axis: Int, sizes: [Int]) {
    self.axis = axis
    self.sizes = sizes
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try parts(of: inputs[0].shape).types(of: inputs[0])
  }

  private func parts(of shape: [Int]) throws(OperatorError) -> Parts {
    let axis = try resolvedAxis(axis, rank: shape.count)
    let known = sizes.filter { $0 != -1 }
    guard !sizes.isEmpty, sizes.count <= Limits.operandsPerNode, sizes.count - known.count <= 1,
      known.allSatisfy((1...shape[axis]).contains)
    else { throw mismatch(shape[axis]) }
    let rest = shape[axis] - known.reduce(0, +)
    let resolved = sizes.map { $0 == -1 ? rest : $0 }
    guard resolved.reduce(0, +) == shape[axis], resolved.allSatisfy({ $0 >= 1 }) else {
      throw mismatch(shape[axis])
    }
    return Parts(shape: shape, axis: axis, sizes: resolved)
  }

  private func mismatch(_ extent: Int) -> OperatorError {
    .mismatch(
      what: "sizes", expected: "at least 1 each, \(extent) positions in all", found: "\(sizes)")
  }

  package func aliasing(of inputs: [TensorType]) -> Aliasing {
    (try? parts(of: inputs[0].shape).aliasing(inputs[0])) ?? .none
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    (try? parts(of: inputs[0].shape).reference(inputs[0])) ?? []
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    try parts(of: inputs[0].type.shape).calls(inputs[0])
  }
}
