private import CEdgeKernels
package import EdgeIR

/// The larger of two elements, broadcast to a common shape. All tensors share one quantisation.
package struct Maximum: Operator {
  package static let name = "maximum"
  package static let inputCount = 2...2

  package init() {}

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    try requireOneQuantization(inputs)
    let shape = try Broadcast(inputs[0].shape, inputs[1].shape).shape
    return [TensorType(.int8, shape, inputs[0].quantization)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    guard let broadcast = try? Broadcast(inputs[0].shape, inputs[1].shape) else { return [] }
    return [broadcast.map(inputs[0], inputs[1], max)]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    try Broadcast(inputs[0].type.shape, inputs[1].type.shape)
      .calls(kernel: UInt16(er_extremum_s8)) { width, channels in
        members(of: er_extremum_s8_params(width: width, channels: channels, largest: 1))
      }
  }
}
