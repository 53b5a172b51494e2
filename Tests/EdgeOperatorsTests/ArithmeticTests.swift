import EdgeIR
import EdgeOperators
import Testing

extension LoweringTests {
  private static let image = TensorType.quantized([2, 7, 6, 6], 0.05, -10)
  private static let open = Quantization(scale: 0.6, zeroPoint: 5)
  private static let uneven = Quantization(scale: 0.04, zeroPoint: 120)
  private static let fine = Quantization(scale: 0.0007, zeroPoint: 0)

  static let arithmetic: [Case] = [
    Case(
      op: Sub(activation: .relu), inputs: [image, .quantized([7, 1, 6], 0.1, 9)], output: open),
    Case(
      op: SquaredDifference(), inputs: [image, .quantized([2, 1, 1, 6], 0.1, 9)],
      output: Quantization(scale: 1.5, zeroPoint: -128)),
    Case(op: Minimum(), inputs: [image, .quantized([6], 0.05, -10)]),
    Case(op: Maximum(), inputs: [image, .quantized([7, 1, 1], 0.05, -10)]),
    Case(op: PReLU(), inputs: [image], constants: [.quantized([6], 0.01, 3)], output: open),
    Case(op: LeakyReLU(alpha: 0.3), inputs: [image], output: open),
    Case(op: LeakyReLU(alpha: -1.7), inputs: [image], output: open),
    Case(op: ELU(), inputs: [image], output: Quantization(scale: 0.04, zeroPoint: -90)),
    Case(op: Logistic(), inputs: [image]),
    Case(op: Tanh(), inputs: [image]),
    Case(op: HardSwish(), inputs: [image], output: open),
    Case(op: Abs(), inputs: [image], output: Quantization(scale: 0.04, zeroPoint: -128)),
    Case(op: LogSoftmax(), inputs: [image]),
    Case(op: L2Normalization(), inputs: [image]),
    Case(op: Quantize(element: .uint8), inputs: [image], output: uneven),
    Case(op: Quantize(element: .int16), inputs: [image], output: fine),
    Case(op: Quantize(element: .int8), inputs: [TensorType(.uint8, [2, 9], uneven)], output: open),
    Case(op: Quantize(element: .int8), inputs: [TensorType(.int16, [2, 9], fine)], output: open),
    Case(op: Quantize(element: .int32), inputs: [TensorType(.int16, [2, 9], fine)], output: fine),
    Case(op: Dequantize(), inputs: [image], steps: 0),
    Case(op: Dequantize(), inputs: [TensorType(.uint8, [2, 9], uneven)], steps: 0),
    Case(op: Dequantize(), inputs: [TensorType(.int16, [2, 9], fine)], steps: 0),
    Case(op: Mean(axes: [0, 3]), inputs: [image], output: Quantization(scale: 0.02, zeroPoint: 3)),
    Case(
      op: Mean(axes: [-3, 3]), inputs: [.quantized([2, 3, 4, 3, 2], 0.05)],
      output: Quantization(scale: 0.03, zeroPoint: 3)),
    Case(
      op: Sum(axes: [1, 3], keepDimensions: true), inputs: [.quantized([2, 3, 1, 4, 5, 2], 0.05)],
      output: open),
    Case(op: ReduceMax(axes: [1]), inputs: [image]),
    Case(op: ReduceMin(axes: [0, 2, 3], keepDimensions: true), inputs: [image]),
    Case(op: ArgMax(axis: -1), inputs: [image], steps: 0),
    Case(op: ArgMin(axis: 1, element: .int64), inputs: [image], steps: 0),
    Case(op: BatchMatMul(), inputs: [image, .quantized([6, 5], 0.05, 7)], output: open),
    Case(
      op: BatchMatMul(transposeFirst: true, transposeSecond: true),
      inputs: [image, .quantized([7, 3, 6], 0.05, 7)], output: open),
  ]

  /// Shapes of two inputs that broadcast in every way views can and cannot express.
  static let shapes: [([Int], [Int])] = [
    ([2, 3, 4, 5], [2, 1, 4, 5]), ([2, 1, 4, 1], [1, 3, 1, 5]), ([2, 3, 1, 5], [3, 4, 1]),
    ([3, 1], [1, 4]), ([2, 1, 3, 1, 4], [1, 3, 1, 2, 1]), ([2, 1, 3, 4, 5], [2, 2, 3, 4, 5]),
    ([2, 3, 1, 2, 1, 3], [1, 3, 2, 1, 2, 3]), ([1], [2, 3, 2, 1, 2, 3]), ([1, 1], [1]),
    ([3, 1, 1, 4], [1, 5, 1, 4]), ([1, 6, 1, 4], [1, 1, 5, 4]),
  ]

  @Test(arguments: shapes) func `any two shapes broadcast`(a: [Int], b: [Int]) throws {
    for op in [Sub(), Add(), Mul(), Maximum()] as [any Operator] {
      let scale: Float = op is Maximum ? 0.05 : 0.1
      try check(
        Case(
          op: op, inputs: [.quantized(a, 0.05, -10), .quantized(b, scale, -10)],
          output: op is Maximum ? nil : Self.open),
        isVaried: false)
    }
  }
}
