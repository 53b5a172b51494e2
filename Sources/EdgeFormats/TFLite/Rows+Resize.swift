internal import EdgeOperators

extension TFLiteRow {
  /// Converters write either operator with the other's options; TensorFlow Lite reads the defaults
  /// then.
  static let resizes: [TFLiteRow] = [
    TFLiteRow(
      "RESIZE_NEAREST_NEIGHBOR", versions: 1...5, inputs: 2...2, options: 74,
      ignoresOtherOptions: true
    ) { node throws(TFLiteError) in
      let op = ResizeNearestNeighbor(
        size: try node.size(1), alignCorners: try node.options.boolean(0),
        halfPixelCenters: try node.options.boolean(1))
      return try node.rawMapping(op, inputs: [0])
    },
    TFLiteRow(
      "RESIZE_BILINEAR", versions: 1...5, inputs: 2...2, options: 15, ignoresOtherOptions: true
    ) { node throws(TFLiteError) in
      let op = ResizeBilinear(
        size: try node.size(1), alignCorners: try node.options.boolean(2),
        halfPixelCenters: try node.options.boolean(3))
      return try node.rawMapping(op, inputs: [0])
    },
  ]
}

extension TFLiteNode {
  /// A constant of two numbers: rows and pixels.
  fileprivate func size(_ position: Int) throws(TFLiteError) -> Extent2D {
    let size = try integers(position, "size")
    guard size.count == 2 else {
      throw TFLiteError("size: expected rows and pixels, found \(size)")
    }
    return Extent2D(size[0], size[1])
  }
}
