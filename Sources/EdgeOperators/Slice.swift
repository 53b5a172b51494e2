package import EdgeIR

/// A box of the input.
package struct Slice: Movement {
  package static let name = "slice"

  /// By axis: the first position.
  package var begin: [Int]
  /// By axis: how many positions; -1 for all that are left.
  package var size: [Int]

  package init(begin: [Int], size: [Int]) {
    self.begin = begin
    self.size = size
  }

  package func rearrangement(of shape: [Int]) throws(OperatorError) -> Rearrangement {
    guard begin.count == shape.count, size.count == shape.count else {
      throw .mismatch(
        what: "begin and size", expected: "a number for each of \(shape.count) axes",
        found: "\(begin) and \(size)")
    }
    var output = shape
    for (axis, extent) in shape.enumerated() {
      let first = begin[axis]
      output[axis] = size[axis] == -1 ? extent - first : size[axis]
      guard (0..<extent).contains(first), (1...extent - first).contains(output[axis]) else {
        throw .mismatch(
          what: "begin and size of axis \(axis)", expected: "a part of its \(extent) positions",
          found: "\(first) and \(size[axis])")
      }
    }
    var moves = Rearrangement(shape, to: output)
    for axis in shape.indices { moves.count(axis, along: axis) }
    moves.origin = begin
    return moves
  }
}
