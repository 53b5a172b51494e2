package import EdgeIR

/// Inputs of one shape side by side along a new axis. All share one quantisation, so that bytes are
/// copied.
package struct Pack: Operator {
  package static let name = "pack"
  package static let inputCount = 1...Limits.operandsPerNode

  /// Of the output; counted from the front, or from behind when negative.
  package var axis: Int

  package init(axis: Int) { self.axis = axis }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    for (index, input) in inputs.enumerated() where input.shape != inputs[0].shape {
      throw .mismatch(
        what: "input \(index)", expected: "shape \(inputs[0].shape) as input 0",
        found: "\(input.shape)")
    }
    guard inputs[0].shape.count < Limits.rank.upperBound else {
      throw .rank(
        input: 0, expected: 1...Limits.rank.upperBound - 1, found: inputs[0].shape.count)
    }
    let axis = try resolvedAxis(axis, rank: inputs[0].shape.count + 1)
    return try Concat(axis: axis).outputTypes(
      for: inputs.map { TensorType($0.element, expanded($0.shape), $0.quantization) })
  }

  private func expanded(_ shape: [Int]) -> [Int] {
    var expanded = shape
    expanded.insert(1, at: axis < 0 ? axis + shape.count + 1 : axis)
    return expanded
  }

  package func aliasing(of inputs: [TensorType]) -> Aliasing {
    Concat(axis: axis).aliasing(
      of: inputs.map { TensorType($0.element, expanded($0.shape), $0.quantization) })
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    Concat(axis: axis).reference(
      inputs.map { FloatTensor(shape: expanded($0.shape), values: $0.values) })
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let parts = inputs.map { input in
      var part = input
      part.type.shape = expanded(input.type.shape)
      return part
    }
    return try Concat(axis: axis).lower(parts, outputs)
  }
}
