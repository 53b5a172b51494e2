internal import EdgeIR
internal import EdgeOperators

/// Functions of two tensors, of one, and of many elements of one.
extension TFLiteExportRow {
  static let elementwise: [TFLiteExportRow] = [
    TFLiteExportRow(Add.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "ADD", version: 2, node.inputs, options: 11, [0: try node.activation(op.activation)])
    },
    TFLiteExportRow(Sub.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "SUB", version: 2, node.inputs, options: 28, [0: try node.activation(op.activation)])
    },
    TFLiteExportRow(Mul.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "MUL", version: 2, node.inputs, options: 21, [0: try node.activation(op.activation)])
    },
    TFLiteExportRow(SquaredDifference.self, "SQUARED_DIFFERENCE", version: 2, options: 76),
    TFLiteExportRow(Maximum.self, "MAXIMUM", version: 2, options: 39),
    TFLiteExportRow(Minimum.self, "MINIMUM", version: 2, options: 39),
    TFLiteExportRow(PReLU.self, "PRELU", version: 1, options: 0),
  ]

  static let functions: [TFLiteExportRow] = [
    TFLiteExportRow(Abs.self, "ABS", version: 2, options: 78),
    TFLiteExportRow(ELU.self, "ELU", version: 1, options: 0),
    TFLiteExportRow(HardSwish.self, "HARD_SWISH", version: 1, options: 91),
    TFLiteExportRow(Logistic.self, "LOGISTIC", version: 2, options: 0),
    TFLiteExportRow(LogSoftmax.self, "LOG_SOFTMAX", version: 2, options: 36),
    TFLiteExportRow(ReLU.self, "RELU", version: 2, options: 0),
    TFLiteExportRow(ReLU6.self, "RELU6", version: 2, options: 0),
    TFLiteExportRow(Tanh.self, "TANH", version: 2, options: 0),
    TFLiteExportRow(Dequantize.self, "DEQUANTIZE", version: 2, options: 38),
    TFLiteExportRow(Quantize.self, "QUANTIZE", version: 2, options: 89),
    TFLiteExportRow(Requantize.self, "QUANTIZE", version: 2, options: 89),
    TFLiteExportRow(L2Normalization.self, "L2_NORMALIZATION", version: 2, options: 12),
    TFLiteExportRow(LeakyReLU.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "LEAKY_RELU", version: 2, node.inputs, options: 75, [0: .float(op.alpha)])
    },
    TFLiteExportRow(Softmax.self) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        "SOFTMAX", version: node.outputTypes[0].element == .int16 ? 3 : 2, node.inputs,
        options: 9, [0: .float(op.beta)])
    },
  ]

  static let reductions: [TFLiteExportRow] = [
    reduction(Mean.self, "MEAN") { ($0.axes, $0.keepDimensions) },
    reduction(Sum.self, "SUM") { ($0.axes, $0.keepDimensions) },
    reduction(ReduceMax.self, "REDUCE_MAX") { ($0.axes, $0.keepDimensions) },
    reduction(ReduceMin.self, "REDUCE_MIN") { ($0.axes, $0.keepDimensions) },
    position(ArgMax.self, "ARG_MAX", options: 40) { $0.axis },
    position(ArgMin.self, "ARG_MIN", options: 57) { $0.axis },
  ]

  private static func reduction<Op: Operator>(
    _ type: Op.Type, _ name: String,
    attributes: @escaping @Sendable (Op) -> (axes: [Int], keepDimensions: Bool)
  ) -> TFLiteExportRow {
    TFLiteExportRow(type) { (op, node) throws(TFLiteError) in
      let (axes, keepDimensions) = attributes(op)
      return TFLiteExportedOperator(
        name, version: 2, node.inputs + [.list("axes", axes)], options: 27,
        [0: .boolean(keepDimensions)])
    }
  }

  private static func position<Op: Operator>(
    _ type: Op.Type, _ name: String, options: Int, axis: @escaping @Sendable (Op) -> Int
  ) -> TFLiteExportRow {
    TFLiteExportRow(type) { (op, node) throws(TFLiteError) in
      TFLiteExportedOperator(
        name, version: 2, node.inputs + [.number("axis", axis(op))], options: options,
        [0: .int8(TFLiteExportNode.code(node.outputTypes[0].element))])
    }
  }
}
