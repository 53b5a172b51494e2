package import EdgeIR

/// Pixels of `[N, H, W, b * b * C]` become blocks: `[N, H * b, W * b, C]`.
package struct DepthToSpace: Movement {
  package static let name = "depth_to_space"

  /// Rows and pixels of a block.
  package var block: Int

  package init(block: Int) { self.block = block }

  package func rearrangement(of shape: [Int]) throws(OperatorError) -> Rearrangement {
    try requireImage(shape)
    guard (1...4096).contains(block), shape[3] % (block * block) == 0 else {
      throw .mismatch(
        what: "block", expected: "one whose square divides \(shape[3]) channels",
        found: "\(block)")
    }
    let channels = shape[3] / (block * block)
    var moves = Rearrangement(
      shape, to: [shape[0], shape[1] * block, shape[2] * block, channels])
    moves.count(0, along: 0)
    moves.count(1, along: 1, divisor: block, extent: shape[1])
    moves.count(1, along: 3, step: block * channels, extent: block)
    moves.count(2, along: 2, divisor: block, extent: shape[2])
    moves.count(2, along: 3, step: channels, extent: block)
    moves.count(3, along: 3)
    return moves
  }
}
