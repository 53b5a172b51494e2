private import CEdgeKernels
package import EdgeIR

/// Elementwise sum of several tensors of one shape, each with a scale of its own.
package struct AddN: Operator {
  package static let name = "add_n"
  /// The sum of more terms could leave 32 bits.
  package static let inputCount = 2...16

  package var activation: Activation

  package init(activation: Activation = .none) { self.activation = activation }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try activation.check()
    try requireInt8(inputs)
    let shape = inputs[0].shape
    for (index, input) in inputs.enumerated() where input.shape != shape {
      throw .mismatch(
        what: "input \(index)", expected: "shape \(shape) as input 0", found: "\(input.shape)")
    }
    return [TensorType(.int8, shape)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let sum = inputs.dropFirst().reduce(inputs[0].values) { sum, term in
      zip(sum, term.values).map(+)
    }
    return [activation.reference(FloatTensor(shape: inputs[0].shape, values: sum))]
  }

  /// As `Add`: all terms are shifted left by 20 bits and brought to twice the largest scale. Below
  /// 2^27 each, sixteen of them fit 32 bits.
  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let terms = try inputs.enumerated().map { index, tensor throws(OperatorError) in
      try tensor.perTensorQuantization("input \(index)")
    }
    let sum = try outputs[0].perTensorQuantization("output")
    let twiceMax = 2 * Double(terms.map(\.scale).max() ?? 1)
    let multipliers = terms.map { Multiplier(Double($0.scale) / twiceMax) }
    let result = Multiplier(twiceMax / (0x1p20 * Double(sum.scale)))
    let range = activation.range(scale: sum.scale, zeroPoint: sum.zeroPoint)
    let image = FeatureShape(outputs[0])
    let params = er_add_n_s8_params(
      width: Int32(image.width), channels: Int32(image.channels), input_count: Int32(terms.count),
      left_shift: 20, output_offset: sum.zeroPoint, output_multiplier: result.value,
      output_shift: result.shift, activation_min: range.min, activation_max: range.max)
    let constants =
      terms.map { -$0.zeroPoint } + multipliers.map(\.value) + multipliers.map(\.shift)
    return [
      KernelCall(
        kernel: UInt16(er_add_n_s8), inputs: inputs.indices.map { image.operand($0) },
        outputs: [image.operand(0)], params: members(of: params), constants: bytes(of: constants),
        rows: image.rows, windows: inputs.map { _ in .identity },
        inPlace: inputs.indices.map { InPlace(input: $0, output: 0) })
    ]
  }
}
