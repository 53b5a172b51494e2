internal import EdgeIR
internal import EdgeOperators

extension TFLiteRow {
  /// What keeps values from run to run.
  static let state: [TFLiteRow] = [
    plain("READ_VARIABLE", ReadVariable(), versions: 1...1, options: 112),
    plain("ASSIGN_VARIABLE", AssignVariable(), versions: 1...1, inputs: 2, options: 113),
    TFLiteRow(
      "SVDF", versions: 1...4, inputs: 5...5, options: 6, needsOptions: true, convert: svdf),
    TFLiteRow(
      "UNIDIRECTIONAL_SEQUENCE_LSTM", versions: 1...4, inputs: 24...24, options: 71,
      needsOptions: true, convert: lstm),
  ]

  /// The fused activation does not count: TensorFlow Lite Micro's integer kernels only saturate.
  @Sendable
  private static func svdf(_ node: TFLiteNode) throws(TFLiteError) -> TFLiteMapping {
    var mapping = try node.mapping(
      SVDF(rank: try node.options.integer(0)), inputs: [0, 1, 2, 4])
    guard try node.optionalInput(3) != nil else { return mapping }
    mapping.inputs.append(try node.bias(3, [4, 2]))
    return mapping
  }

  @Sendable
  private static func lstm(_ node: TFLiteNode) throws(TFLiteError) -> TFLiteMapping {
    for position in Array(9..<12) + [16, 17] + Array(20..<24)
    where try node.optionalInput(position) != nil {
      throw .unsupported(
        "input \(position): edgerun computes no peephole, projection or layer normalization, found "
          + "one")
    }
    for position in 1..<9 where try node.optionalInput(position) == nil {
      throw .unsupported("input \(position): edgerun computes all four gates, found one missing")
    }
    let activation = try node.options.code(0)
    guard activation == 4 else {
      throw .unsupported("fused activation: edgerun computes 4 (TANH), found \(activation)")
    }
    let op = LSTM(
      cellClip: try node.options.float(1), timeMajor: try node.options.boolean(3))
    var mapping = try node.mapping(op, inputs: Array(0..<9))
    for gate in 0..<4 { mapping.inputs.append(try node.bias(12 + gate, [0, 1 + gate])) }
    mapping.inputs += try node.mapping(op, inputs: [18, 19]).inputs
    return mapping
  }
}

extension TFLiteNode {
  /// A bias whose integers count in units of the product of two inputs' scales, whatever the file
  /// says of its own.
  fileprivate func bias(_ position: Int, _ factors: [Int]) throws(TFLiteError)
    -> TFLiteMapping.Operand
  {
    var scale: Float = 1
    for factor in factors {
      guard let quantization = try input(factor).type.quantization, quantization.axis == nil else {
        return try operand(position)
      }
      scale *= quantization.scales[0]
    }
    guard Quantization.isAcceptable(scale: scale) else { return try operand(position) }
    return try operand(position, as: Quantization(scale: scale, zeroPoint: 0))
  }
}
