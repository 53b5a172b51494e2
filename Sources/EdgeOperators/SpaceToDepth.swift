package import EdgeIR

/// Blocks of `[N, H, W, C]` become pixels: `[N, H / b, W / b, b * b * C]`.
package struct SpaceToDepth: Movement {
  package static let name = "space_to_depth"

  /// Rows and pixels of a block.
  package var block: Int

  package init(block: Int) { self.block = block }

  package func rearrangement(of shape: [Int]) throws(OperatorError) -> Rearrangement {
    try requireImage(shape)
    guard (1...65536).contains(block), shape[1] % block == 0, shape[2] % block == 0 else {
      throw .mismatch(
        what: "block", expected: "a divisor of \(shape[1]) rows and \(shape[2]) pixels",
        found: "\(block)")
    }
    let channels = shape[3]
    var moves = Rearrangement(
      shape, to: [shape[0], shape[1] / block, shape[2] / block, channels * block * block])
    moves.count(0, along: 0)
    moves.count(1, along: 1, step: block)
    moves.count(2, along: 2, step: block)
    moves.count(3, along: 1, divisor: block * channels, extent: block)
    moves.count(3, along: 2, divisor: channels, extent: block)
    moves.count(3, along: 3, extent: channels)
    return moves
  }
}

/// Throws unless the shape is of rank 4, `[N, H, W, C]`.
func requireImage(_ shape: [Int]) throws(OperatorError) {
  guard shape.count == 4 else { throw .rank(input: 0, expected: 4...4, found: shape.count) }
}
