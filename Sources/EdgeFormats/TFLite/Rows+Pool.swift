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
    return try node.mapping(
      AveragePool2D(
        window: try options.extent(height: 4, width: 3),
        stride: try options.extent(height: 2, width: 1), padding: try options.padding(0),
        activation: try options.activation(5)),
      inputs: [0])
  }

  @Sendable
  private static func maxPool(_ node: TFLiteNode) throws(TFLiteError) -> TFLiteMapping {
    let options = node.options
    return try node.mapping(
      MaxPool2D(
        window: try options.extent(height: 4, width: 3),
        stride: try options.extent(height: 2, width: 1), padding: try options.padding(0),
        activation: try options.activation(5)),
      inputs: [0])
  }
}
