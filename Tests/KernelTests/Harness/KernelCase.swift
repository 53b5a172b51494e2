import CEdgeKernels
import EdgeTestSupport

/// One input of a call.
struct Operand {
  let map: FeatureMap
  /// Whether the output is larger and this input is repeated along it.
  var repeats = false
  /// The input rows that an output row is computed from.
  let rows: (Int) -> Range<Int>
  /// The input pixels, counted through all rows, that pixel `x` of an output row is computed from.
  let pixels: (_ row: Int, _ x: Int) -> Range<Int>

  init(_ map: FeatureMap, _ window: RandomWindow) {
    self.map = map
    rows = window.rows
    pixels = window.pixels
  }

  /// An input of which pixel `x` of an output row needs `columns(x)` in all of `rows`; by default
  /// every column.
  init(
    _ map: FeatureMap, rows: @escaping (Int) -> Range<Int>, columns: ((Int) -> Range<Int>)? = nil
  ) {
    let width = map.shape.width
    self.map = map
    self.rows = rows
    pixels = { row, x in
      let (rows, columns) = (rows(row), columns?(x) ?? 0..<width)
      guard !rows.isEmpty, !columns.isEmpty else { return 0..<0 }
      let lastRow = rows.upperBound - 1
      return rows.lowerBound * width + columns.lowerBound..<lastRow * width + columns.upperBound
    }
  }

  /// An input of which pixel `x` of an output row, `width` pixels wide, needs `pixels(row, x)`,
  /// counted through all rows.
  init(_ map: FeatureMap, outputWidth width: Int, pixels: @escaping (Int, Int) -> Range<Int>) {
    self.map = map
    self.pixels = pixels
    rows = { row in
      let needs = (0..<width).map { pixels(row, $0) }.filter { !$0.isEmpty }
      guard let first = needs.map(\.lowerBound).min(), let end = needs.map(\.upperBound).max()
      else { return 0..<0 }
      return first / map.shape.width..<(end - 1) / map.shape.width + 1
    }
  }

  /// An input whose pixels make the pixels of the output one by one.
  init(_ map: FeatureMap, repeats: Bool = false) {
    self.map = map
    self.repeats = repeats
    rows = { $0..<$0 + 1 }
    pixels = { row, x in row * map.shape.width + x..<row * map.shape.width + x + 1 }
  }
}

/// What a kernel is asked to compute, before any decision about memory.
struct KernelCase {
  var operands: [Operand]
  let output: Shape
  var constants: [UInt8] = []
  let params: [UInt8]
  var scratchBytes = 0
  /// The byte of the params that counts the views stitched into one input, if the kernel can.
  var viewCountOffset: Int? = nil
  /// Whether every byte of the output is written.
  var fillsOutput = true
  /// Operands whose bytes the output may occupy.
  var inPlace: [Int] = []
  /// Whether a row is computed from the output's row before it: bands ascend, and rows stay.
  var readsRowBefore = false
  /// The largest difference to `expected` that is right.
  var tolerance = 0
  /// Bytes of an element of the output.
  var elementBytes = 1
  /// What the kernel reads and changes: views that follow the output's.
  var states: [FeatureMap] = []
  /// What the states are after a call for all rows.
  var expectedStates: () -> [FeatureMap] = { [] }
  /// The result by definition; `GuardedBytes.untouched` where the kernel writes nothing.
  let expected: () -> FeatureMap

  /// Params for an input that is stitched from `count` views.
  func params(viewCount count: Int) -> [UInt8] {
    guard let viewCountOffset else { return params }
    var changed = params
    changed.replaceSubrange(viewCountOffset..<viewCountOffset + 4, with: bytes(of: Int32(count)))
    return changed
  }
}

/// The bytes of a C struct of int32 members, or of one number.
func bytes<Value>(of value: Value) -> [UInt8] {
  withUnsafeBytes(of: value) { Array($0) }
}

func bytes<Value>(of values: [Value]) -> [UInt8] {
  values.withUnsafeBytes { Array($0) }
}
