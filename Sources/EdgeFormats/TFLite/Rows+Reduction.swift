internal import EdgeIR
internal import EdgeOperators

extension TFLiteRow {
  static let reductions: [TFLiteRow] = [
    reduction("MEAN") { Mean(axes: $0, keepDimensions: $1) },
    reduction("SUM") { Sum(axes: $0, keepDimensions: $1) },
    reduction("REDUCE_MAX") { ReduceMax(axes: $0, keepDimensions: $1) },
    reduction("REDUCE_MIN") { ReduceMin(axes: $0, keepDimensions: $1) },
    position("ARG_MAX", options: 40) { ArgMax(axis: $0, element: $1) },
    position("ARG_MIN", options: 57) { ArgMin(axis: $0, element: $1) },
  ]

  /// An operator whose second input holds the axes.
  private static func reduction(
    _ name: String, make: @escaping @Sendable ([Int], Bool) -> any Operator
  ) -> TFLiteRow {
    TFLiteRow(name, versions: 1...4, inputs: 2...2, options: 27) { (node) throws(TFLiteError) in
      let axes = try node.integers(1, "axes")
      return try node.mapping(make(axes, try node.options.boolean(0)), inputs: [0])
    }
  }

  /// An operator whose second input holds one axis.
  private static func position(
    _ name: String, options: Int, make: @escaping @Sendable (Int, ElementType?) -> any Operator
  ) -> TFLiteRow {
    TFLiteRow(name, versions: 1...4, inputs: 2...2, options: options) {
      (node) throws(TFLiteError) in
      let element = try node.output().type.element
      let axis = try node.integer(1, "axis")
      return try node.mapping(make(axis, element == .int32 ? nil : element), inputs: [0])
    }
  }
}
