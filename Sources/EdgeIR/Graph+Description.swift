extension ElementType: CustomStringConvertible {
  package var description: String { rawValue }
}

extension Quantization: CustomStringConvertible {
  package var description: String {
    axis.map { "scales[\(scales.count)] along axis \($0)" }
      ?? "scale \(scales[0]), zero point \(zeroPoints[0])"
  }
}

extension TensorType: CustomStringConvertible {
  /// `int8 [1, 8, 8, 16] scale 0.5, zero point -3`.
  package var description: String {
    "\(element) \(shape)" + (quantization.map { " \($0)" } ?? "")
  }
}

extension Graph: CustomStringConvertible {
  /// One line a node: `stem = conv2d(image, stem/weights, stem/bias) : int8 [1, 8, 8, 16] …`.
  package var description: String {
    let header = "graph \(name)(\(names(inputs))) -> \(names(outputs))"
    return ([header] + nodes.map(line)).joined(separator: "\n")
  }

  private func names(_ ids: [TensorID]) -> String {
    ids.map { self[$0].name }.joined(separator: ", ")
  }

  private func line(_ node: Node) -> String {
    let types = types(node.outputs).map(\.description).joined(separator: "; ")
    let opName = type(of: node.op).name
    return "  \(names(node.outputs)) = \(opName)(\(names(node.inputs))) : \(types)"
  }
}
