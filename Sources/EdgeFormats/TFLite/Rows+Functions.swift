internal import EdgeIR
internal import EdgeOperators

extension TFLiteRow {
  /// Functions of one tensor.
  static let functions: [TFLiteRow] = [
    plain("ABS", Abs(), versions: 1...5, options: 78),
    plain("ELU", ELU(), versions: 1...1, options: 0),
    plain("HARD_SWISH", HardSwish(), versions: 1...1, options: 91),
    plain("LOGISTIC", Logistic(), versions: 1...3, options: 0),
    plain("LOG_SOFTMAX", LogSoftmax(), versions: 1...2, options: 36),
    plain("RELU", ReLU(), versions: 1...3, options: 0),
    plain("RELU6", ReLU6(), versions: 1...3, options: 0),
    plain("TANH", Tanh(), versions: 1...3, options: 0),
    plain("DEQUANTIZE", Dequantize(), versions: 1...6, options: 38),
    TFLiteRow("QUANTIZE", versions: 1...4, inputs: 1...1, options: 89) {
      (node) throws(TFLiteError) in
      let (from, to) = (try node.input(0).type.element, try node.output().type.element)
      let op: any Operator = (from, to) == (.int8, .int8) ? Requantize() : Quantize(element: to)
      return try node.mapping(op, inputs: [0])
    },
    TFLiteRow("LEAKY_RELU", versions: 1...2, inputs: 1...1, options: 75) {
      (node) throws(TFLiteError) in
      try node.mapping(LeakyReLU(alpha: try node.options.float(0)), inputs: [0])
    },
    TFLiteRow("L2_NORMALIZATION", versions: 1...2, inputs: 1...1, options: 12) {
      (node) throws(TFLiteError) in
      guard try node.options.activation(0) == .none else {
        throw .unsupported("fused activation: edgerun computes none, found one")
      }
      return try node.mapping(L2Normalization(), inputs: [0])
    },
    TFLiteRow("SOFTMAX", versions: 1...4, inputs: 1...1, options: 9) {
      (node) throws(TFLiteError) in
      let element = try node.output().type.element
      let softmax = Softmax(
        beta: try node.options.float(0), element: element == .int8 ? nil : element)
      return try node.mapping(softmax, inputs: [0])
    },
  ]
}
