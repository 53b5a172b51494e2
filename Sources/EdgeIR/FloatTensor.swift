/// What an operator's float meaning computes on.
package struct FloatTensor: Hashable, Sendable {
  /// Row-major extents, images as `[N, H, W, C]`.
  package var shape: [Int]
  package var values: [Float]

  package init(shape: [Int], values: [Float]) {
    self.shape = shape
    self.values = values
  }

  package init(shape: [Int], repeating value: Float = 0) {
    self.init(
      shape: shape, values: Array(repeating: value, count: shape.reduce(1, *)))
  }
}
