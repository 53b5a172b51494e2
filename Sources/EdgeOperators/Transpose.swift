package import EdgeIR

/// The same elements with the axes in another order.
package struct Transpose: Movement {
  package static let name = "transpose"

  /// By output axis, the input's.
  package var permutation: [Int]

  package init(permutation: [Int]) { self.permutation = permutation }

  package func rearrangement(of shape: [Int]) throws(OperatorError) -> Rearrangement {
    let axes = permutation.map { $0 < 0 ? $0 + shape.count : $0 }
    guard axes.sorted() == Array(shape.indices) else {
      throw .mismatch(
        what: "permutation", expected: "every axis of 0 to \(shape.count - 1) once",
        found: "\(permutation)")
    }
    var moves = Rearrangement(shape, to: axes.map { shape[$0] })
    for (axis, source) in axes.enumerated() { moves.count(axis, along: source) }
    return moves
  }
}
