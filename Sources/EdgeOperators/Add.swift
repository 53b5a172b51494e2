private import CEdgeKernels
package import EdgeIR

/// Elementwise sum of two tensors, broadcast to a common shape.
package struct Add: Operator {
  package static let name = "add"
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
    return [activation.reference(broadcast.map(inputs[0], inputs[1], +))]
  }

  /// Both terms are shifted left by 20 bits and brought to twice the larger scale, as TensorFlow
  /// Lite's reference addition does.
  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let a = try inputs[0].perTensorQuantization("input 0")
    let b = try inputs[1].perTensorQuantization("input 1")
    let sum = try outputs[0].perTensorQuantization("output")
    let broadcast = try Broadcast(inputs[0].type.shape, inputs[1].type.shape)
    let leftShift: Int32 = 20
    let twiceMax = 2 * Double(max(a.scale, b.scale))
    let first = Multiplier(Double(a.scale) / twiceMax)
    let second = Multiplier(Double(b.scale) / twiceMax)
    let result = Multiplier(twiceMax / (Double(1 << leftShift) * Double(sum.scale)))
    let range = activation.range(scale: sum.scale, zeroPoint: sum.zeroPoint)
    return try broadcast.calls(kernel: UInt16(er_add_s8)) { width, channels in
      members(
        of: er_add_s8_params(
          width: width, channels: channels, left_shift: leftShift, offset1: -a.zeroPoint,
          multiplier1: first.value, shift1: first.shift, offset2: -b.zeroPoint,
          multiplier2: second.value, shift2: second.shift, output_offset: sum.zeroPoint,
          output_multiplier: result.value, output_shift: result.shift, activation_min: range.min,
          activation_max: range.max))
    }
  }
}
