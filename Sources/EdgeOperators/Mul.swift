private import CEdgeKernels
package import EdgeIR

/// Elementwise product of two tensors, broadcast to a common shape.
package struct Mul: Operator {
  package static let name = "mul"
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
    return [activation.reference(broadcast.map(inputs[0], inputs[1], *))]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let a = try inputs[0].perTensorQuantization("input 0")
    let b = try inputs[1].perTensorQuantization("input 1")
    let product = try outputs[0].perTensorQuantization("output")
    let broadcast = try Broadcast(inputs[0].type.shape, inputs[1].type.shape)
    let multiplier = Multiplier(Double(a.scale) * Double(b.scale) / Double(product.scale))
    let range = activation.range(scale: product.scale, zeroPoint: product.zeroPoint)
    return try broadcast.calls(kernel: UInt16(er_mul_s8)) { width, channels in
      members(
        of: er_mul_s8_params(
          width: width, channels: channels, offset1: -a.zeroPoint, offset2: -b.zeroPoint,
          output_offset: product.zeroPoint, output_multiplier: multiplier.value,
          output_shift: multiplier.shift, activation_min: range.min, activation_max: range.max))
    }
  }
}
