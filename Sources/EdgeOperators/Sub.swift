package import EdgeIR

/// Elementwise difference of two tensors, broadcast to a common shape.
package struct Sub: Operator {
  package static let name = "sub"
  package static let inputCount = 2...2

  package var activation: Activation

  package init(activation: Activation = .none) { self.activation = activation }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try activation.check()
    try requireInt8(inputs)
    return [TensorType(.int8, try Broadcast(inputs[0].shape, inputs[1].shape).shape)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    guard let broadcast = try? Broadcast(inputs[0].shape, inputs[1].shape) else { return [] }
    return [activation.reference(broadcast.map(inputs[0], inputs[1], -))]
  }

  /// As TensorFlow Lite Micro's subtraction, which, unlike its addition, divides scales as floats.
  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let a = try inputs[0].perTensorQuantization("input 0").scale
    let b = try inputs[1].perTensorQuantization("input 1").scale
    let y = try outputs[0].perTensorQuantization("output").scale
    let leftShift: Int32 = 20
    let twiceMax = 2 * max(a, b)
    let difference = Difference(
      isSquared: false, leftShift: leftShift, first: Multiplier(Double(a / twiceMax)),
      second: Multiplier(Double(b / twiceMax)),
      result: Multiplier(Double(twiceMax / (Float(1 << leftShift) * y))), activation: activation)
    return try difference.lower(inputs, outputs)
  }
}
