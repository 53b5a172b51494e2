internal import EdgeIR
internal import EdgeOperators

extension TFLiteRow {
  static let movement: [TFLiteRow] = [
    TFLiteRow("CONCATENATION", versions: 1...5, inputs: 1...4096, options: 10, convert: concat),
    TFLiteRow("PAD", versions: 1...5, inputs: 2...2, options: 22, convert: pad),
    TFLiteRow("RESHAPE", versions: 1...2, inputs: 1...2, options: 17, convert: reshape),
    TFLiteRow("SQUEEZE", versions: 1...2, inputs: 1...1, options: 30, convert: reshape),
    TFLiteRow("EXPAND_DIMS", versions: 1...1, inputs: 2...2, options: 52, convert: reshape),
    TFLiteRow("SPLIT", versions: 1...4, inputs: 2...2, options: 35, convert: split),
  ]

  @Sendable
  private static func concat(_ node: TFLiteNode) throws(TFLiteError) -> TFLiteMapping {
    let activation = try node.options.activation(1)
    guard activation == .none else {
      throw .unsupported("fused activation: edgerun computes NONE, found \(activation)")
    }
    return try node.mapping(
      Concat(axis: try node.options.integer(0)), inputs: Array(node.inputs.indices))
  }

  @Sendable
  private static func pad(_ node: TFLiteNode) throws(TFLiteError) -> TFLiteMapping {
    try node.rawMapping(Pad(padding: try node.pairs(1, "paddings")), inputs: [0])
  }

  /// The output says what the shape is, as TensorFlow Lite Micro has it.
  @Sendable
  private static func reshape(_ node: TFLiteNode) throws(TFLiteError) -> TFLiteMapping {
    let (from, to) = (try node.input(0).type, try node.output().type)
    if from.shape == to.shape, let before = from.quantization.flatMap(Reinterpret.Meaning.init),
      let after = to.quantization.flatMap(Reinterpret.Meaning.init), before != after
    {
      return try node.mapping(Reinterpret(from: before, to: after), inputs: [0])
    }
    return try node.rawMapping(Reshape(shape: to.shape), inputs: [0])
  }

  @Sendable
  private static func split(_ node: TFLiteNode) throws(TFLiteError) -> TFLiteMapping {
    let count = try node.options.integer(0)
    return try node.rawMapping(Split(axis: try node.integer(0, "axis"), count: count), inputs: [1])
  }
}
