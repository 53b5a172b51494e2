package import EdgeIR

/// Pads the axes behind the batches with real zeros and takes every block apart: a batch for each
/// position in a block, the original batches counting fastest.
package struct SpaceToBatchND: Movement {
  package static let name = "space_to_batch_nd"

  /// Extents of a block along axes 1 and following.
  package var block: [Int]
  /// `[before, behind]` for each of these axes.
  package var padding: [[Int]]

  package init(block: [Int], padding: [[Int]]) {
    self.block = block
    self.padding = padding
  }

  package func rearrangement(of shape: [Int]) throws(OperatorError) -> Rearrangement {
    try requireBlocks(block, padding, of: shape, what: "padding")
    var output = shape
    for (index, extent) in block.enumerated() {
      let padded = shape[index + 1] + padding[index][0] + padding[index][1]
      guard padded % extent == 0 else {
        throw .mismatch(
          what: "block[\(index)]", expected: "a divisor of the padded input's \(padded) positions",
          found: "\(extent)")
      }
      output[index + 1] = padded / extent
      output[0] *= extent
    }
    var moves = Rearrangement(shape, to: output)
    for axis in shape.indices {
      let stride = axis > 0 && axis <= block.count ? block[axis - 1] : 1
      moves.count(axis, along: axis, step: stride, extent: axis == 0 ? shape[0] : nil)
    }
    var divisor = shape[0]
    for (index, extent) in block.enumerated().reversed() {
      moves.count(0, along: index + 1, divisor: divisor, extent: extent)
      moves.origin[index + 1] = -padding[index][0]
      divisor *= extent
    }
    return moves
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let moves = try rearrangement(of: inputs[0].type.shape)
    return [moves.call(inputs[0], fill: zeroBytes(of: outputs[0].type))]
  }
}

/// Throws unless there is a block extent and a pair of sides for some of the axes behind the first.
func requireBlocks(_ block: [Int], _ sides: [[Int]], of shape: [Int], what: String)
  throws(OperatorError)
{
  guard (1..<max(2, shape.count)).contains(block.count), shape.count > 1,
    block.allSatisfy((1...65536).contains), sides.count == block.count,
    sides.allSatisfy({ $0.count == 2 && $0.allSatisfy((0...65536).contains) })
  else {
    throw .mismatch(
      what: "block and \(what)",
      expected: "an extent and [before, behind] for some of the axes behind the first of \(shape)",
      found: "\(block) and \(sides)")
  }
}
