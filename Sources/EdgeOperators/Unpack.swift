package import EdgeIR

/// Every position of the input along an axis, one an output; the axis goes.
package struct Unpack: Operator {
  package static let name = "unpack"
  package static let inputCount = 1...1

  /// Counted from the front, or from behind when negative.
  package var axis: Int

  package init(axis: Int) { self.axis = axis }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try parts(of: inputs[0].shape).types(of: inputs[0]).map { type in
      TensorType(type.element, unpacked(type.shape), type.quantization)
    }
  }

  private func parts(of shape: [Int]) throws(OperatorError) -> Parts {
    let axis = try resolvedAxis(axis, rank: shape.count)
    guard shape[axis] <= Limits.operandsPerNode else {
      throw .unsupported(
        what: "outputs", expected: "at most \(Limits.operandsPerNode)", found: "\(shape[axis])")
    }
    return Parts(shape: shape, axis: axis, sizes: Array(repeating: 1, count: shape[axis]))
  }

  /// The shape without the axis; `[1]` where nothing is left.
  private func unpacked(_ shape: [Int]) -> [Int] {
    var rest = shape
    rest.remove(at: axis < 0 ? axis + shape.count : axis)
    return rest.isEmpty ? [1] : rest
  }

  package func aliasing(of inputs: [TensorType]) -> Aliasing {
    (try? parts(of: inputs[0].shape).aliasing(inputs[0])) ?? .none
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    guard let parts = try? parts(of: inputs[0].shape) else { return [] }
    return parts.reference(inputs[0]).map { part in
      FloatTensor(shape: unpacked(part.shape), values: part.values)
    }
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    try parts(of: inputs[0].type.shape).calls(inputs[0])
  }
}
