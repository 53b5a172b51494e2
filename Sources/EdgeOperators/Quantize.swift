private import CEdgeKernels
package import EdgeIR

/// The same reals as integers of another kind: float32 to integers, or integers to integers.
package struct Quantize: Operator {
  package static let name = "quantize"
  package static let inputCount = 1...1

  /// What the output's elements are.
  package var element: ElementType

  package init(element: ElementType) { self.element = element }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    let from = inputs[0].element
    let isReal = from == .float32 && element != .int32
    guard element.kernelElement != nil, isReal || from.kernelElement != nil else {
      throw .unsupported(
        what: "input 0",
        expected: "float32 to int8, uint8 or int16, and between int8, uint8, int16 and int32",
        found: "\(from) to \(element)")
    }
    return [TensorType(element, inputs[0].shape)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] { inputs }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let y = try outputs[0].perTensorQuantization("output")
    guard inputs[0].type.element != .float32 else {
      return [quantizing(inputs[0], outputs[0], y)]
    }
    let x = try inputs[0].perTensorQuantization("input")
    let multiplier = Multiplier(Double(x.scale) / Double(y.scale))
    if inputs[0].type.element.bytes == 1, element.bytes == 1 {
      let (from, to) = (inputs[0].type.element.limits, element.limits)
      let table = LookupTable(bitPatterns: { pattern in
        let value = from.min == 0 ? Int32(UInt8(bitPattern: pattern)) : Int32(pattern)
        let result = multiplier(value - x.zeroPoint) &+ y.zeroPoint
        return Int8(truncatingIfNeeded: min(max(result, to.min), to.max))
      })
      return [table.call(output: outputs[0])]
    }
    return [rescaling(inputs[0], outputs[0], x.zeroPoint, multiplier, y.zeroPoint)]
  }

  private func quantizing(
    _ x: Tensor, _ output: Tensor, _ quantization: (scale: Float, zeroPoint: Int32)
  ) -> KernelCall {
    let shape = FeatureShape(output.type.shape)
    let params = er_quantize_f32_params(
      width: Int32(shape.width), channels: Int32(shape.channels),
      scale_bits: Int32(bitPattern: quantization.scale.bitPattern),
      output_offset: quantization.zeroPoint, output_element: element.kernelElement ?? 0,
      low: element.limits.min, high: element.limits.max)
    return .elementwise(er_quantize_f32, x, output, params: members(of: params))
  }

  private func rescaling(
    _ x: Tensor, _ output: Tensor, _ zeroPoint: Int32, _ multiplier: Multiplier,
    _ outputZeroPoint: Int32
  ) -> KernelCall {
    let shape = FeatureShape(output.type.shape)
    let params = er_rescale_params(
      width: Int32(shape.width), channels: Int32(shape.channels),
      input_element: x.type.element.kernelElement ?? 0,
      output_element: element.kernelElement ?? 0, input_offset: -zeroPoint,
      multiplier: multiplier.value, shift: multiplier.shift, output_offset: outputZeroPoint,
      low: element.limits.min, high: element.limits.max)
    return .elementwise(er_rescale, x, output, params: members(of: params))
  }
}
