package import EdgeIR

/// `[N, H, W, C]` with other numbers of rows and pixels, each the nearest one of the input.
package struct ResizeNearestNeighbor: Movement {
  package static let name = "resize_nearest_neighbor"

  package var size: Extent2D
  /// Whether the first and last positions stay where they are; positions are rounded, not cut off.
  package var alignCorners: Bool
  /// Whether positions are those of the pixels' centres.
  package var halfPixelCenters: Bool

  package init(size: Extent2D, alignCorners: Bool = false, halfPixelCenters: Bool = false) {
    self.size = size
    self.alignCorners = alignCorners
    self.halfPixelCenters = halfPixelCenters
  }

  package func rearrangement(of shape: [Int]) throws(OperatorError) -> Rearrangement {
    try requireImage(shape)
    try size.checkResized()
    var moves = Rearrangement(shape, to: [shape[0], size.height, size.width, shape[3]])
    moves.count(0, along: 0)
    for axis in 1...2 {
      let nearest = nearest(from: shape[axis], to: moves.output[axis])
      let isSame = nearest == Array(0..<shape[axis])
      moves.count(axis, along: axis, table: isSame ? nil : nearest)
    }
    moves.count(3, along: 3)
    return moves
  }

  /// As TensorFlow Lite's `GetNearestNeighbor`, in float as there.
  private func nearest(from size: Int, to count: Int) -> [Int] {
    let scale =
      alignCorners && count > 1
      ? Float(size - 1) / Float(count - 1) : Float(size) / Float(count)
    return (0..<count).map { position in
      let exact = (Float(position) + (halfPixelCenters ? 0.5 : 0)) * scale
      let rounded = exact.rounded(alignCorners ? .toNearestOrAwayFromZero : .down)
      return min(max(Int(rounded), 0), size - 1)
    }
  }
}

extension Extent2D {
  /// Throws where it is no size of an image.
  func checkResized() throws(OperatorError) {
    guard (1...65536).contains(height), (1...65536).contains(width) else {
      throw .mismatch(
        what: "size", expected: "1 to 65536 rows and pixels", found: "[\(height), \(width)]")
    }
  }
}
