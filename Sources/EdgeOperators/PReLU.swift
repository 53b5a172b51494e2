private import CEdgeKernels
package import EdgeIR

/// `x` where it is not negative, `x * slope` elsewhere. Inputs: x, and slopes that broadcast to its
/// shape.
package struct PReLU: Operator {
  package static let name = "prelu"
  package static let inputCount = 2...2

  package init() {}

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    let shape = try Broadcast(inputs[0].shape, inputs[1].shape).shape
    guard shape == inputs[0].shape else {
      throw .mismatch(
        what: "slopes", expected: "a shape that broadcasts to \(inputs[0].shape)",
        found: "\(inputs[1].shape)")
    }
    return [TensorType(.int8, shape)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    guard let broadcast = try? Broadcast(inputs[0].shape, inputs[1].shape) else { return [] }
    return [broadcast.map(inputs[0], inputs[1]) { $0 >= 0 ? $0 : $0 * $1 }]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let x = try inputs[0].perTensorQuantization("input")
    let slope = try inputs[1].perTensorQuantization("slopes")
    let y = try outputs[0].perTensorQuantization("output")
    let positive = Multiplier(Double(x.scale) / Double(y.scale))
    let negative = Multiplier(Double(x.scale) * Double(slope.scale) / Double(y.scale))
    let broadcast = try Broadcast(inputs[0].type.shape, inputs[1].type.shape)
    return try broadcast.calls(kernel: UInt16(er_prelu_s8)) { width, channels in
      members(
        of: er_prelu_s8_params(
          width: width, channels: channels, offset: -x.zeroPoint, slope_offset: -slope.zeroPoint,
          positive_multiplier: positive.value, positive_shift: positive.shift,
          negative_multiplier: negative.value, negative_shift: negative.shift,
          output_offset: y.zeroPoint))
    }
  }
}
