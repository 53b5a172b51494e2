internal import EdgeIR
internal import EdgeOperators

extension TFLiteRow {
  static let elementwise: [TFLiteRow] = [
    TFLiteRow("ADD", versions: 1...5, inputs: 2...2, options: 11) { (node) throws(TFLiteError) in
      try node.mapping(Add(activation: try node.options.activation(0)), inputs: [0, 1])
    },
    TFLiteRow("MUL", versions: 1...7, inputs: 2...2, options: 21) { (node) throws(TFLiteError) in
      try node.mapping(Mul(activation: try node.options.activation(0)), inputs: [0, 1])
    },
    TFLiteRow("RELU", versions: 1...3, inputs: 1...1, options: 0) { (node) throws(TFLiteError) in
      try node.mapping(ReLU(), inputs: [0])
    },
    TFLiteRow("RELU6", versions: 1...3, inputs: 1...1, options: 0) { (node) throws(TFLiteError) in
      guard try node.input(0).type.quantization == node.output().type.quantization else {
        throw .unsupported("output: edgerun computes the input's scale, found another")
      }
      return try node.mapping(ReLU6(), inputs: [0])
    },
    TFLiteRow("QUANTIZE", versions: 1...4, inputs: 1...1, options: 89) {
      (node) throws(TFLiteError) in
      let element = try node.output().type.element
      guard element == .int8 else {
        throw .unsupported("output: edgerun computes int8, found \(element)")
      }
      return try node.mapping(Requantize(), inputs: [0])
    },
    TFLiteRow("SOFTMAX", versions: 1...4, inputs: 1...1, options: 9) {
      (node) throws(TFLiteError) in
      try node.mapping(Softmax(beta: try node.options.float(0)), inputs: [0])
    },
  ]
}
