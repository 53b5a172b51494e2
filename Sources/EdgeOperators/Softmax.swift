private import CEdgeKernels
package import EdgeIR

#if canImport(Glibc)
  private import Glibc
#endif

/// `exp(beta * x) / sum(exp(beta * x))` along the last axis.
package struct Softmax: Operator {
  package static let name = "softmax"
  package static let inputCount = 1...1

  package var beta: Float
  /// What the output's elements are: int8, also where absent, or int16.
  package var element: ElementType?

  package init(beta: Float = 1, element: ElementType? = nil) {
    self.beta = beta
    self.element = element
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    guard beta.isFinite, beta > 0 else {
      throw .mismatch(what: "beta", expected: "a number above 0", found: "\(beta)")
    }
    try requireSoftmaxChannels(inputs[0])
    switch element ?? .int8 {
    case .int8:
      let quantization = Quantization(scale: 1 / 256, zeroPoint: -128)
      return [TensorType(.int8, inputs[0].shape, quantization)]
    case .int16:
      return [TensorType(.int16, inputs[0].shape)]
    case let other:
      throw .unsupported(what: "element", expected: "int8 or int16", found: "\(other)")
    }
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let x = inputs[0]
    let channels = x.shape[x.shape.count - 1]
    var result = x
    for start in stride(from: 0, to: x.values.count, by: channels) {
      let row = x.values[start..<start + channels]
      let largest = row.max() ?? 0
      let exponentials = row.map { exp(beta * ($0 - largest)) }
      let sum = exponentials.reduce(0, +)
      for (index, value) in exponentials.enumerated() { result.values[start + index] = value / sum }
    }
    return [result]
  }

  /// Converters write the scale of an int16 softmax as 1/65536 or as 1/65535; the bytes are the
  /// same.
  private static func requireInt16Quantization(_ output: Tensor) throws(OperatorError) {
    let (scale, zeroPoint) = try output.perTensorQuantization("output")
    guard abs(scale * 65536 - 1) <= 0.001, zeroPoint == -32768 else {
      throw .mismatch(
        what: "output \"\(output.name)\"", expected: "scale 1/65536, zero point -32768",
        found: "scale \(scale), zero point \(zeroPoint)")
    }
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    if outputs[0].type.element == .int16 { try Self.requireInt16Quantization(outputs[0]) }
    let scaling = try SoftmaxScaling(inputs[0], beta: beta)
    let (x, y) = (FeatureShape(inputs[0]), FeatureShape(outputs[0]))
    let elementBytes = outputs[0].type.element.bytes
    let params = er_softmax_s8_params(
      width: Int32(x.width), channels: Int32(x.channels),
      input_multiplier: scaling.multiplier.value, input_left_shift: scaling.multiplier.shift,
      diff_min: scaling.smallestDifference, output_bits: Int32(8 * elementBytes))
    return [
      KernelCall(
        kernel: UInt16(er_softmax_s8), inputs: [x.operand(0)], outputs: [y.operand(0)],
        params: members(of: params), rows: y.rows, windows: [.identity],
        inPlace: elementBytes == 1 ? [InPlace(input: 0, output: 0)] : [])
    ]
  }
}
