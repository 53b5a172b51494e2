package import EdgeIR

/// The input repeated along its axes of extent 1, and along new axes in front.
package struct BroadcastTo: Movement {
  package static let name = "broadcast_to"

  package var shape: [Int]

  package init(shape: [Int]) { self.shape = shape }

  package func rearrangement(of input: [Int]) throws(OperatorError) -> Rearrangement {
    let added = shape.count - input.count
    guard added >= 0, shape.count <= Limits.rank.upperBound,
      Limits.bytes(of: .int64, shape: shape) != nil,
      zip(input, shape.dropFirst(added)).allSatisfy({ $0 == $1 || $0 == 1 })
    else {
      throw .mismatch(
        what: "shape", expected: "one that \(input) repeats to fill", found: "\(shape)")
    }
    var moves = Rearrangement(input, to: shape)
    for (axis, extent) in input.enumerated() where extent == shape[axis + added] {
      moves.count(axis + added, along: axis)
    }
    return moves
  }
}
