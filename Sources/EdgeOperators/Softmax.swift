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

  package init(beta: Float = 1) { self.beta = beta }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    guard beta.isFinite, beta > 0 else {
      throw .mismatch(what: "beta", expected: "a number above 0", found: "\(beta)")
    }
    guard let channels = inputs[0].shape.last, channels <= 4095 else {
      throw .unsupported(
        what: "last axis", expected: "at most 4095 positions", found: "\(inputs[0].shape)")
    }
    let quantization = Quantization(scale: 1 / 256, zeroPoint: -128)
    return [TensorType(.int8, inputs[0].shape, quantization)]
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

  /// Scales differences to 5 integer bits, as TensorFlow Lite's `PreprocessSoftmaxScaling` and
  /// `CalculateInputRadius`.
  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let x = try inputs[0].perTensorQuantization("input")
    let integerBits = 5
    let scaling = min(
      Double(beta) * Double(x.scale) * Double(1 << (31 - integerBits)), Double(Int32.max))
    guard scaling > 1 else {
      throw .unsupported(
        what: "beta * scale", expected: "more than 2^-26", found: "\(beta) * \(x.scale)")
    }
    let multiplier = Multiplier(scaling)
    let radius =
      Double((1 << integerBits) - 1) * Double(1 << (31 - integerBits))
      / Double(1 << multiplier.shift)
    let y = FeatureShape(outputs[0])
    let params = er_softmax_s8_params(
      width: Int32(y.width), channels: Int32(y.channels), input_multiplier: multiplier.value,
      input_left_shift: multiplier.shift, diff_min: -Int32(radius.rounded(.down)))
    return [
      KernelCall(
        kernel: UInt16(er_softmax_s8), inputs: [y.operand(0)], outputs: [y.operand(0)],
        params: members(of: params), rows: y.rows, windows: [.identity],
        inPlace: [InPlace(input: 0, output: 0)])
    ]
  }
}
