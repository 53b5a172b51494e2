/// How integers stand for reals: `real = scale * (integer - zeroPoint)`.
package struct Quantization: Hashable, Sendable {
  /// One scale for the whole tensor, or one for each position along `axis`. Positive, normal.
  package var scales: [Float]
  /// As many as scales. Within the element's range.
  package var zeroPoints: [Int32]
  /// The axis of per-channel quantisation; nil when one scale serves the whole tensor.
  package var axis: Int?

  /// Per-tensor quantisation.
  package init(scale: Float, zeroPoint: Int32) {
    scales = [scale]
    zeroPoints = [zeroPoint]
    axis = nil
  }

  /// Symmetric per-channel quantisation: every zero point is 0.
  package init(scales: [Float], axis: Int) {
    self.scales = scales
    zeroPoints = Array(repeating: 0, count: scales.count)
    self.axis = axis
  }

  /// Largest accepted scale. Larger ones, and denormal ones, come from broken converters.
  package static let largestScale: Float = 1_048_576

  package static func isAcceptable(scale: Float) -> Bool {
    scale.isNormal && scale > 0 && scale <= largestScale
  }

  /// The scale of channel `index`, whether or not there is one for each.
  package func scale(channel index: Int) -> Float { scales.count == 1 ? scales[0] : scales[index] }

  /// The zero point of channel `index`, whether or not there is one for each.
  package func zeroPoint(channel index: Int) -> Int32 {
    zeroPoints.count == 1 ? zeroPoints[0] : zeroPoints[index]
  }
}
