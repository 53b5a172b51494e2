internal import EdgeIR
internal import EdgeOperators

extension TFLiteRow {
  static let reductions: [TFLiteRow] = [
    TFLiteRow("MEAN", versions: 1...4, inputs: 2...2, options: 27) { (node) throws(TFLiteError) in
      let rank = try node.input(0).type.shape.count
      guard rank == 4 else {
        throw .unsupported("input 0: edgerun computes rank 4, found rank \(rank)")
      }
      let mean = Mean(
        axes: try node.integers(1, "axes"), keepDimensions: try node.options.boolean(0))
      return try node.mapping(mean, inputs: [0])
    }
  ]
}
