internal import EdgeOperators
package import EdgeRuntime

/// How the rows of a step are divided among threads.
package struct Division: Equatable {
  /// Rows that any threads may compute in any order, all before `rest`: what they write, none of
  /// them reads. Empty, or at least two.
  package var shared: Range<Int>
  /// The others, which one thread computes in the step's own order.
  package var rest: Range<Int>

  /// Of what the program itself says: whatever else may be wrong with it, no two threads touch a
  /// byte that one of them writes.
  package init(_ footprint: Program.Footprint) {
    let rows = footprint.rows
    (shared, rest) = (rows.lowerBound..<rows.lowerBound, rows)
    guard KernelBands.independent.contains(footprint.kernel), footprint.outputs.count == 1,
      footprint.outputs[0].region == .arena, footprint.outputs[0].keepsRowsApart(rows)
    else { return }
    let free = Self.free(rows, of: footprint.outputs[0], amid: footprint.inputs)
    guard free.count >= 2 else { return }
    let isFirst = free.lowerBound == rows.lowerBound
    shared = free
    rest = isFirst ? free.upperBound..<rows.upperBound : rows.lowerBound..<free.lowerBound
  }

  /// The first rows or the last, whichever are more, that lie over no input.
  private static func free(
    _ rows: Range<Int>, of output: Program.OperandPlace, amid inputs: [Program.OperandPlace]
  ) -> Range<Int> {
    guard let first = rows.first, let last = rows.last else { return rows }
    let written = output.bytes(ofRow: first).lowerBound..<output.bytes(ofRow: last).upperBound
    let read = inputs.filter { $0.region == .arena }.map(\.bytes).filter(written.overlaps)
    guard let low = read.map(\.lowerBound).min(), let high = read.map(\.upperBound).max() else {
      return rows
    }
    let below = rows.prefix { output.bytes(ofRow: $0).upperBound <= low }.count
    let above = rows.reversed().prefix { output.bytes(ofRow: $0).lowerBound >= high }.count
    return below >= above
      ? rows.lowerBound..<rows.lowerBound + below : rows.upperBound - above..<rows.upperBound
  }
}

extension Program.OperandPlace {
  /// From the first that a kernel can reach to the last, whatever lies between.
  var bytes: Range<Int> { offset..<offset + (extent - 1) * rowBytes + spanBytes }

  /// - Precondition: rows follow each other, and this one is held.
  func bytes(ofRow row: Int) -> Range<Int> {
    offset + row * rowBytes..<offset + row * rowBytes + spanBytes
  }

  /// Whether no two of these rows have a byte in common.
  func keepsRowsApart(_ rows: Range<Int>) -> Bool {
    isRegular && rows.upperBound <= ring && rowBytes >= spanBytes
  }
}
