private import CEdgeKernels
internal import EdgeIR

/// A difference of two int8 tensors, or its square, as the kernel takes it: both terms are shifted
/// left and brought to twice the larger scale.
struct Difference {
  var isSquared: Bool
  var leftShift: Int32
  /// What the terms and the result are multiplied by.
  var first, second, result: Multiplier
  var activation: Activation

  func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall] {
    let a = try inputs[0].perTensorQuantization("input 0")
    let b = try inputs[1].perTensorQuantization("input 1")
    let y = try outputs[0].perTensorQuantization("output")
    let range = activation.range(scale: y.scale, zeroPoint: y.zeroPoint)
    let broadcast = try Broadcast(inputs[0].type.shape, inputs[1].type.shape)
    return try broadcast.calls(kernel: UInt16(er_difference_s8)) { width, channels in
      members(
        of: er_difference_s8_params(
          width: width, channels: channels, squared: isSquared ? 1 : 0, left_shift: leftShift,
          offset1: -a.zeroPoint, multiplier1: first.value, shift1: first.shift,
          offset2: -b.zeroPoint, multiplier2: second.value, shift2: second.shift,
          output_offset: y.zeroPoint, output_multiplier: result.value, output_shift: result.shift,
          activation_min: range.min, activation_max: range.max))
    }
  }
}
