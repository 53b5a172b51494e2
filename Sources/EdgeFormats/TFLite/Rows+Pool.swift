internal import EdgeIR
internal import EdgeOperators

extension TFLiteRow {
  static let pools: [TFLiteRow] = [
    TFLiteRow(
      "AVERAGE_POOL_2D", versions: 1...3, inputs: 1...1, options: 5, needsOptions: true,
      convert: averagePool),
    TFLiteRow(
      "MAX_POOL_2D", versions: 1...3, inputs: 1...1, options: 5, needsOptions: true,
      convert: maxPool),
  ]

  @Sendable
  private static func averagePool(_ node: TFLiteNode) throws(TFLiteError) -> TFLiteMapping {
    let options = node.options
    return try node.pooled(
      AveragePool2D(
        window: try options.extent(height: 4, width: 3),
        stride: try options.extent(height: 2, width: 1), padding: try options.padding(0),
        activation: try options.activation(5)))
  }

  @Sendable
  private static func maxPool(_ node: TFLiteNode) throws(TFLiteError) -> TFLiteMapping {
    let options = node.options
    return try node.pooled(
      MaxPool2D(
        window: try options.extent(height: 4, width: 3),
        stride: try options.extent(height: 2, width: 1), padding: try options.padding(0),
        activation: try options.activation(5)))
  }
}

extension TFLiteNode {
  /// TensorFlow Lite Micro takes scales for one that differ by no more than this.
  private static let tolerance: Float = 1e-6

  fileprivate func pooled(_ op: any Operator) throws(TFLiteError) -> TFLiteMapping {
    let scales = [try input(0), try output()].compactMap { $0.type.quantization?.scales.first }
    guard scales.count == 2, abs(scales[0] - scales[1]) <= Self.tolerance else {
      return try mapping(op, inputs: [0])
    }
    return try rawMapping(op, inputs: [0])
  }
}
