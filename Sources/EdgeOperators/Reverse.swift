package import EdgeIR

/// The input backwards along some axes.
package struct Reverse: Movement {
  package static let name = "reverse"

  /// Counted from the front, or from behind when negative.
  package var axes: [Int]

  package init(axes: [Int]) { self.axes = axes }

  package func rearrangement(of shape: [Int]) throws(OperatorError) -> Rearrangement {
    var turned = Set<Int>()
    for axis in axes { turned.insert(try resolvedAxis(axis, rank: shape.count)) }
    var moves = Rearrangement(shape, to: shape)
    for (axis, extent) in shape.enumerated() {
      let isTurned = turned.contains(axis) && extent > 1
      if isTurned { moves.origin[axis] = extent - 1 }
      moves.count(axis, along: axis, step: isTurned ? -1 : 1)
    }
    return moves
  }
}
