private import CEdgeKernels
package import EdgeIR

/// The reals that integers stand for, as float32.
package struct Dequantize: Operator {
  package static let name = "dequantize"
  package static let inputCount = 1...1

  package init() {}

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    guard [.int8, .uint8, .int16].contains(inputs[0].element) else {
      throw .unsupported(
        what: "input 0", expected: "int8, uint8 or int16", found: "\(inputs[0].element)")
    }
    return [TensorType(.float32, inputs[0].shape)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] { inputs }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let x = try inputs[0].perTensorQuantization("input")
    let shape = FeatureShape(inputs[0].type.shape)
    let params = er_dequantize_f32_params(
      width: Int32(shape.width), channels: Int32(shape.channels),
      scale_bits: Int32(bitPattern: x.scale.bitPattern), input_offset: -x.zeroPoint,
      input_element: inputs[0].type.element.kernelElement ?? 0)
    return [
      .elementwise(er_dequantize_f32, inputs[0], outputs[0], params: members(of: params))
    ]
  }
}
