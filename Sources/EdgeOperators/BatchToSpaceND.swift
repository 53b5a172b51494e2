package import EdgeIR

/// Puts blocks together out of batches, and crops the result: the reverse of `SpaceToBatchND`.
package struct BatchToSpaceND: Movement {
  package static let name = "batch_to_space_nd"

  /// Extents of a block along axes 1 and following.
  package var block: [Int]
  /// `[before, behind]` for each of these axes.
  package var crops: [[Int]]

  package init(block: [Int], crops: [[Int]]) {
    self.block = block
    self.crops = crops
  }

  package func rearrangement(of shape: [Int]) throws(OperatorError) -> Rearrangement {
    try requireBlocks(block, crops, of: shape, what: "crops")
    let output = try cropped(shape)
    var moves = Rearrangement(shape, to: output)
    moves.count(0, along: 0)
    var step = output[0]
    for index in block.indices.reversed() {
      let (axis, extent, crop) = (index + 1, block[index], crops[index][0])
      moves.count(axis, along: axis, bias: crop, divisor: extent, extent: shape[axis])
      moves.count(axis, along: 0, step: step, bias: crop, extent: extent)
      step *= extent
    }
    for axis in shape.indices.dropFirst(block.count + 1) { moves.count(axis, along: axis) }
    return moves
  }

  private func cropped(_ shape: [Int]) throws(OperatorError) -> [Int] {
    let blockCount = block.reduce(1, *)
    guard shape[0] % blockCount == 0 else {
      throw .mismatch(
        what: "block", expected: "a divisor of \(shape[0]) batches", found: "\(block)")
    }
    var output = shape
    output[0] /= blockCount
    for (index, extent) in block.enumerated() {
      let whole = shape[index + 1] * extent
      output[index + 1] = whole - crops[index][0] - crops[index][1]
      guard output[index + 1] >= 1 else {
        throw .mismatch(
          what: "crops[\(index)]", expected: "less than \(whole) positions in all",
          found: "\(crops[index])")
      }
    }
    return output
  }
}
