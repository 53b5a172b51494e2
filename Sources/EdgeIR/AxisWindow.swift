/// What output positions along an axis of an image need: position `p` the input positions
/// `[first(p), first(p) + span)` with `first(p) = floor((p * stride - before) / divisor)`, as far
/// as they lie inside the image.
package struct AxisWindow: Hashable, Sendable {
  package var stride, before, span: Int
  /// Output positions that advance by `stride` input positions; above 1 where the output is larger.
  package var divisor: Int

  package init(stride: Int, before: Int, span: Int, divisor: Int = 1) {
    self.stride = stride
    self.before = before
    self.span = span
    self.divisor = divisor
  }

  /// Position for position.
  package static let identity = AxisWindow(stride: 1, before: 0, span: 1)

  /// The first position that `position` or a later one needs, maybe outside the image.
  package func first(_ position: Int) -> Int {
    let scaled = position * stride - before
    return (scaled - (scaled < 0 ? divisor - 1 : 0)) / divisor
  }

  /// The positions inside `[0, extent)` that `position` needs.
  package func needs(_ position: Int, extent: Int) -> Range<Int> {
    let first = first(position)
    let low = min(max(first, 0), extent)
    return low..<max(low, min(first + span, extent))
  }
}

extension AxisWindow {
  /// The narrowest of the windows that advance as evenly as `extent` positions, or the distances
  /// between them, are resized.
  ///
  /// - Parameters:
  ///   - needs: by output position, what it needs, positions outside the image too; none empty.
  ///   - extent: input positions.
  /// - Returns: nil where all of them would keep more than one position more than is needed.
  package init?(covering needs: [Range<Int>], of extent: Int) {
    let step = needs.count > 1 ? needs[1].lowerBound - needs[0].lowerBound : 1
    let paces = [(step, 1), (extent, needs.count), (extent - 1, needs.count - 1)]
    let windows = paces.filter { $0.0 > 0 && $0.1 > 0 }.map { Self(covering: needs, $0.0, $0.1) }
    guard let best = windows.min(by: { ($0.span, $0.divisor) < ($1.span, $1.divisor) }),
      best.span <= (needs.map(\.count).max() ?? 0) + 1
    else { return nil }
    self = best
  }

  /// The narrowest that advances by `stride` positions in `divisor`.
  private init(covering needs: [Range<Int>], _ stride: Int, _ divisor: Int) {
    let common = greatestCommonDivisor(stride, divisor)
    self.init(stride: stride / common, before: 0, span: 0, divisor: divisor / common)
    before =
      needs.enumerated().map { position, need in
        position * self.stride - (need.lowerBound + 1) * self.divisor + 1
      }.max() ?? 0
    for (position, need) in needs.enumerated() {
      span = max(span, need.upperBound - first(position))
    }
  }
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  var (a, b) = (a, b)
  while b != 0 { (a, b) = (b, a % b) }
  return a
}
