package import EdgeIR

/// Every so many positions of a box of the input, forwards or backwards, as Python slices.
///
/// The masks have a bit for each entry of `begin`, `end` and `strides`, the first entry's lowest.
/// Axes that no entry speaks of are taken whole.
package struct StridedSlice: Movement {
  package static let name = "strided_slice"

  /// The first position; counted from behind when negative, and cut off at the ends of the axis.
  package var begin: [Int]
  /// The position behind the last; as `begin`.
  package var end: [Int]
  package var strides: [Int]
  /// Entries that begin where the axis does, whatever `begin` says.
  package var beginMask: Int
  /// Entries that end where the axis does, whatever `end` says.
  package var endMask: Int
  /// The entry that stands for as many whole axes as the others leave, if any.
  package var ellipsisMask: Int
  /// Entries that stand for a new axis of extent 1.
  package var newAxisMask: Int
  /// Entries that take the position `begin` only; the axis goes.
  package var shrinkAxisMask: Int

  package init(
    begin: [Int], end: [Int], strides: [Int], beginMask: Int = 0, endMask: Int = 0,
    ellipsisMask: Int = 0, newAxisMask: Int = 0, shrinkAxisMask: Int = 0
  ) {
    self.begin = begin
    self.end = end
    self.strides = strides
    self.beginMask = beginMask
    self.endMask = endMask
    self.ellipsisMask = ellipsisMask
    self.newAxisMask = newAxisMask
    self.shrinkAxisMask = shrinkAxisMask
  }

  package func rearrangement(of shape: [Int]) throws(OperatorError) -> Rearrangement {
    var output: [Int] = []
    /// By output axis; nil for a new one.
    var sources: [Int?] = []
    var origin = Array(repeating: 0, count: shape.count)
    var steps = Array(repeating: 1, count: shape.count)
    for (axis, entry) in try entries(rank: shape.count) {
      guard let axis else {
        output.append(1)
        sources.append(nil)
        continue
      }
      let taken = try positions(entry, axis: axis, extent: shape[axis])
      (origin[axis], steps[axis]) = (taken.first, taken.step)
      guard let entry, Self.bit(entry, of: shrinkAxisMask) else {
        output.append(taken.count)
        sources.append(axis)
        continue
      }
    }
    if output.isEmpty { (output, sources) = ([1], [nil]) }
    var moves = Rearrangement(shape, to: output)
    moves.origin = origin
    for (axis, source) in sources.enumerated() {
      if let source { moves.count(axis, along: source, step: steps[source]) }
    }
    return moves
  }

  private static func bit(_ entry: Int, of mask: Int) -> Bool { mask >> entry & 1 == 1 }

  /// In the output's order: the input axis, nil for a new one, and the entry that speaks of it, nil
  /// where none does.
  private func entries(rank: Int) throws(OperatorError) -> [(axis: Int?, entry: Int?)] {
    let count = begin.count
    let ellipses = (0..<count).filter { Self.bit($0, of: ellipsisMask) }
    let isNew = { Self.bit($0, of: newAxisMask) && !ellipses.contains($0) }
    let named = (0..<count).filter { !isNew($0) && !ellipses.contains($0) }.count
    guard end.count == count, strides.count == count, count <= 32, ellipses.count <= 1,
      named <= rank, !strides.contains(0)
    else {
      throw .mismatch(
        what: "begin, end and strides",
        expected: "as many entries each for at most \(rank) axes, no stride 0, one ellipsis",
        found: "\(begin), \(end), \(strides)")
    }
    var (result, axis): ([(axis: Int?, entry: Int?)], Int) = ([], 0)
    for entry in 0..<count {
      if ellipses.contains(entry) {
        for _ in 0..<rank - named {
          result.append((axis, nil))
          axis += 1
        }
      } else if isNew(entry) {
        result.append((nil, entry))
      } else {
        result.append((axis, entry))
        axis += 1
      }
    }
    while axis < rank {
      result.append((axis, nil))
      axis += 1
    }
    return result
  }

  private func positions(_ entry: Int?, axis: Int, extent: Int) throws(OperatorError) -> (
    first: Int, count: Int, step: Int
  ) {
    guard let entry else { return (0, extent, 1) }
    let step = strides[entry]
    let (low, high) = step > 0 ? (0, extent) : (-1, extent - 1)
    let isOne = Self.bit(entry, of: shrinkAxisMask)
    var first = min(max(begin[entry] + (begin[entry] < 0 ? extent : 0), low), high)
    var last = min(max(end[entry] + (end[entry] < 0 ? extent : 0), low), high)
    if Self.bit(entry, of: beginMask) { first = step > 0 ? low : high }
    if Self.bit(entry, of: endMask) { last = step > 0 ? high : low }
    if isOne { last = first + step.signum() }
    let count = (last - first + step - step.signum()) / step
    guard count >= 1, (0..<extent).contains(first) else {
      throw .mismatch(
        what: "begin, end and strides of axis \(axis)",
        expected: "at least one of its \(extent) positions",
        found: "\(begin[entry]), \(end[entry]), \(step)")
    }
    return (first, count, step)
  }
}
