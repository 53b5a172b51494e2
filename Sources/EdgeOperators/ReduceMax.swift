package import EdgeIR

/// Largest element along some axes. Input and output share one quantisation.
package struct ReduceMax: Operator {
  package static let name = "reduce_max"
  package static let inputCount = 1...1

  /// The axes reduced over, counted from the front, or from behind when negative.
  package var axes: [Int]
  /// Whether they stay, with an extent of 1.
  package var keepDimensions: Bool

  package init(axes: [Int], keepDimensions: Bool = false) {
    self.axes = axes
    self.keepDimensions = keepDimensions
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    let shape = try Reduction(inputs[0].shape, axes: axes)
      .outputShape(keepDimensions: keepDimensions)
    return [TensorType(.int8, shape, inputs[0].quantization)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    guard let reduction = try? Reduction(inputs[0].shape, axes: axes) else { return [] }
    return [
      reduction.reference(inputs[0], keepDimensions: keepDimensions, from: -.infinity, max)
    ]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    try Reduction(inputs[0].type.shape, axes: axes).calls(.largest)
  }
}
