package import EdgeIR

/// Elementwise square of the difference of two tensors, broadcast to a common shape.
package struct SquaredDifference: Operator {
  package static let name = "squared_difference"
  package static let inputCount = 2...2

  package init() {}

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    return [TensorType(.int8, try Broadcast(inputs[0].shape, inputs[1].shape).shape)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    guard let broadcast = try? Broadcast(inputs[0].shape, inputs[1].shape) else { return [] }
    return [broadcast.map(inputs[0], inputs[1]) { ($0 - $1) * ($0 - $1) }]
  }

  /// Seven bits of shift leave room for the square in 32 bits, as in TensorFlow Lite Micro.
  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let a = try Double(inputs[0].perTensorQuantization("input 0").scale)
    let b = try Double(inputs[1].perTensorQuantization("input 1").scale)
    let y = try Double(outputs[0].perTensorQuantization("output").scale)
    let leftShift: Int32 = 7
    let twiceMax = 2 * max(a, b)
    let difference = Difference(
      isSquared: true, leftShift: leftShift, first: Multiplier(a / twiceMax),
      second: Multiplier(b / twiceMax),
      result: Multiplier(twiceMax * twiceMax / (Double(1 << (2 * leftShift)) * y)),
      activation: .none)
    return try difference.lower(inputs, outputs)
  }
}
