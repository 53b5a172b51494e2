internal import EdgeIR
internal import EdgeOperators

extension TFLiteRow {
  static let parts: [TFLiteRow] = [
    TFLiteRow("SPLIT_V", versions: 1...3, inputs: 3...3, options: 79) { node throws(TFLiteError) in
      let (sizes, axis) = (try node.integers(1, "size_splits"), try node.integer(2, "axis"))
      return try node.rawMapping(SplitV(axis: axis, sizes: sizes), inputs: [0])
    },
    TFLiteRow("PACK", versions: 1...4, inputs: 1...4096, options: 59, convert: pack),
    TFLiteRow("UNPACK", versions: 1...4, inputs: 1...1, options: 64) { node throws(TFLiteError) in
      try node.rawMapping(Unpack(axis: try node.options.integer(1)), inputs: [0])
    },
    TFLiteRow("GATHER", versions: 1...7, inputs: 2...2, options: 23, convert: gather),
  ]

  /// Scalars, which have one axis here, are not packed along a new one.
  @Sendable
  private static func pack(_ node: TFLiteNode) throws(TFLiteError) -> TFLiteMapping {
    let axis = try node.options.integer(1)
    let ranks = (try node.input(0).type.shape.count, try node.output().type.shape.count)
    let inputs = Array(node.inputs.indices)
    guard ranks.0 < ranks.1 else { return try node.rawMapping(Concat(axis: axis), inputs: inputs) }
    return try node.rawMapping(Pack(axis: axis), inputs: inputs)
  }

  /// A scalar index, which has one axis here, shows in the output's rank.
  @Sendable
  private static func gather(_ node: TFLiteNode) throws(TFLiteError) -> TFLiteMapping {
    let ranks = (try node.input(0).type.shape.count, try node.output().type.shape.count)
    let batchDimensions = try node.options.integer(1)
    let isScalar =
      try node.input(1).type.shape == [1] && batchDimensions == 0 && ranks.1 < ranks.0
    let op = Gather(
      axis: try node.options.integer(0), batchDimensions: batchDimensions, isScalar: isScalar)
    var mapping = try node.rawMapping(op, inputs: [0])
    mapping.inputs.append(try node.operand(1))
    return mapping
  }
}
