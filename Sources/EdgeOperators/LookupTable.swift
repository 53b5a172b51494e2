private import CEdgeKernels
internal import EdgeIR

/// A function of one int8 as the lookup kernel reads it.
struct LookupTable {
  /// Results for -128 to 127.
  var values: [Int8]

  /// `function` is clamped to int8.
  init(_ function: (Int32) -> Int32) {
    values = (-128...127).map { Int8(clamping: function($0)) }
  }

  /// A function of one byte, signed or not, whose arguments and results are given as int8 of the
  /// same bits.
  init(bitPatterns function: (Int8) -> Int8) {
    values = (-128...127).map { function($0) }
  }

  /// One call of the kernel over a tensor of the output's shape.
  func call(output: Tensor) -> KernelCall {
    let y = FeatureShape(output)
    let params = er_lookup_s8_params(width: Int32(y.width), channels: Int32(y.channels))
    return KernelCall(
      kernel: UInt16(er_lookup_s8), inputs: [y.operand(0)], outputs: [y.operand(0)],
      params: members(of: params), constants: values.map { UInt8(bitPattern: $0) }, rows: y.rows,
      windows: [.identity], inPlace: [InPlace(input: 0, output: 0)])
  }
}
