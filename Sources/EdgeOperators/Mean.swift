package import EdgeIR

/// Mean over some axes.
package struct Mean: Operator {
  package static let name = "mean"
  package static let inputCount = 1...1

  /// The axes averaged over, counted from the front, or from behind when negative.
  package var axes: [Int]
  /// Whether they stay, with an extent of 1.
  package var keepDimensions: Bool

  package init(axes: [Int] = [1, 2], keepDimensions: Bool = false) {
    self.axes = axes
    self.keepDimensions = keepDimensions
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    let reduction = try Reduction(inputs[0].shape, axes: axes)
    try checkSum(of: reduction.count)
    return [TensorType(.int8, reduction.outputShape(keepDimensions: keepDimensions))]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    guard let reduction = try? Reduction(inputs[0].shape, axes: axes) else { return [] }
    let count = Float(reduction.count)
    return [
      reduction.reference(inputs[0], keepDimensions: keepDimensions, from: 0) { $0 + $1 / count }
    ]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let x = try inputs[0].perTensorQuantization("input")
    let y = try outputs[0].perTensorQuantization("output")
    let reduction = try Reduction(inputs[0].type.shape, axes: axes)
    let multiplier = Multiplier(Double(x.scale) / Double(y.scale)).divided(by: reduction.count)
    return try reduction.calls(
      .sum(inputOffset: -x.zeroPoint, multiplier: multiplier, outputOffset: y.zeroPoint))
  }
}
