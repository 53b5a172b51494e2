internal import EdgeIR
internal import EdgeOperators

extension TFLiteRow {
  /// Functions of two tensors.
  static let elementwise: [TFLiteRow] = [
    TFLiteRow("ADD", versions: 1...5, inputs: 2...2, options: 11) { (node) throws(TFLiteError) in
      try node.mapping(Add(activation: try node.options.activation(0)), inputs: [0, 1])
    },
    TFLiteRow("SUB", versions: 1...5, inputs: 2...2, options: 28) { (node) throws(TFLiteError) in
      try node.mapping(Sub(activation: try node.options.activation(0)), inputs: [0, 1])
    },
    TFLiteRow("MUL", versions: 1...7, inputs: 2...2, options: 21) { (node) throws(TFLiteError) in
      try node.mapping(Mul(activation: try node.options.activation(0)), inputs: [0, 1])
    },
    plain("SQUARED_DIFFERENCE", SquaredDifference(), versions: 1...2, inputs: 2, options: 76),
    extremum("MAXIMUM", Maximum()), extremum("MINIMUM", Minimum()),
    plain("PRELU", PReLU(), versions: 1...1, inputs: 2, options: 0),
  ]

  /// TensorFlow Lite Micro compares integers, whatever they stand for.
  private static func extremum(_ name: String, _ op: any Operator) -> TFLiteRow {
    TFLiteRow(name, versions: 1...4, inputs: 2...2, options: 39) { (node) throws(TFLiteError) in
      try node.rawMapping(op, inputs: [0, 1])
    }
  }

  /// An operator whose options say nothing.
  static func plain(
    _ name: String, _ op: any Operator, versions: ClosedRange<Int>, inputs: Int = 1, options: Int
  ) -> TFLiteRow {
    TFLiteRow(name, versions: versions, inputs: inputs...inputs, options: options) {
      (node) throws(TFLiteError) in
      try node.mapping(op, inputs: Array(0..<inputs))
    }
  }
}
