private import CEdgeKernels
internal import EdgeIR

extension Rearrangement {
  /// One call of the kernel: node input 0 to output 0.
  ///
  /// - Parameter fill: the bytes of one element, for positions outside the input.
  func call(_ x: Tensor, fill: [UInt8]? = nil) -> KernelCall {
    let bytes = x.type.element.bytes
    guard !isIdentity else { return Copy.call(input: 0, output: 0, bytes: x.type.bytes) }
    var moves = KernelMoves(self, elementBytes: bytes)
    moves.fill = fill ?? Array(repeating: 0, count: bytes)
    return moves.call
  }
}

/// A rearrangement as the kernel counts: rows, pixels and blocks of bytes.
private struct KernelMoves {
  /// A digit of the output's row, pixel or block of channels.
  struct Digit {
    var period, bias, divisor, extent, axis, step: Int
    var table: [Int]?
  }

  private let x, y: FeatureShape
  private let elementBytes: Int
  private var blockBytes: Int
  private var axes: [er_rearrange_axis] = []
  /// By unit of the output: rows, pixels, blocks.
  private var digits: [[Digit]] = [[], [], []]
  var fill: [UInt8] = []

  init(_ moves: Rearrangement, elementBytes: Int) {
    x = FeatureShape(moves.input, elementBytes: elementBytes)
    y = FeatureShape(moves.output, elementBytes: elementBytes)
    self.elementBytes = elementBytes
    blockBytes = elementBytes
    let places = makeAxes(moves)
    let block = Self.block(moves)
    let blockExtent = block.map { moves.digits[$0].extent } ?? 1
    blockBytes *= blockExtent
    for (index, digit) in moves.digits.enumerated() where index != block {
      let (axis, scale) = places[digit.input]
      var counted = Self.digit(digit, moves.output, axis: axis, step: digit.step * scale)
      let unit = Self.unit(digit.output, rank: moves.output.count)
      if unit == 2 {
        counted.period /= blockExtent
        counted.divisor /= blockExtent
      }
      if digit.extent > 1 || digit.table != nil { digits[unit].append(counted) }
    }
    digits = digits.map(Self.joined)
  }

  /// Digits that count on where others end are one digit, such as the rows and columns of images
  /// that stay whole.
  private static func joined(_ digits: [Digit]) -> [Digit] {
    digits.sorted { $0.divisor < $1.divisor }.reduce(into: []) { joined, digit in
      guard let inner = joined.last, inner.table == nil, digit.table == nil,
        inner.axis == digit.axis, inner.bias == 0, digit.bias == 0,
        digit.divisor == inner.divisor * inner.extent, digit.step == inner.step * inner.extent,
        inner.period % digit.divisor == 0, digit.period % inner.period == 0
      else { return joined.append(digit) }
      joined[joined.count - 1].extent *= digit.extent
      joined[joined.count - 1].period = digit.period
    }
  }

  /// Rows 0, pixels 1, channels 2.
  private static func unit(_ axis: Int, rank: Int) -> Int { max(0, axis + 3 - rank) }

  /// By axis: how many rows, pixels or elements one position is.
  private static func strides(_ shape: [Int]) -> [Int] {
    shape.indices.map { axis in
      let rowAxes = max(0, shape.count - 2)
      return axis < rowAxes ? shape[(axis + 1)..<rowAxes].reduce(1, *) : 1
    }
  }

  private static func digit(_ digit: Rearrangement.Digit, _ output: [Int], axis: Int, step: Int)
    -> Digit
  {
    let inner = strides(output)[digit.output]
    return Digit(
      period: inner * output[digit.output], bias: inner * digit.bias,
      divisor: inner * digit.divisor, extent: digit.extent, axis: axis, step: step,
      table: digit.table)
  }

  /// Input axes no position leaves become one axis for each unit they are counted in.
  ///
  /// - Returns: by input axis, the kernel's axis and how far one position goes along it.
  private mutating func makeAxes(_ moves: Rearrangement) -> [(axis: Int, scale: Int)] {
    let strides = Self.strides(moves.input)
    var merged: [Int?] = [nil, nil, nil]
    return moves.input.indices.map { axis in
      let unit = Self.unit(axis, rank: moves.input.count)
      let stride = strides[axis] * (unit == 2 ? elementBytes : 1)
      let reach = moves.reach(along: axis)
      let isInside = reach.lowerBound >= 0 && reach.upperBound < moves.input[axis]
      if isInside, let known = merged[unit] {
        axes[known].origin += Int32(moves.origin[axis] * stride)
        return (known, stride)
      }
      axes.append(
        er_rearrange_axis(
          unit: Int32(unit), stride: isInside ? 1 : Int32(stride),
          extent: isInside ? Int32.max : Int32(moves.input[axis]),
          origin: Int32(moves.origin[axis] * (isInside ? stride : 1))))
      if isInside { merged[unit] = axes.count - 1 }
      return (axes.count - 1, isInside ? stride : 1)
    }
  }

  /// The digit of the output's channels that counts elements lying side by side in the input, none
  /// of them filled: what the kernel copies as one block.
  private static func block(_ moves: Rearrangement) -> Int? {
    let (last, channels) = (moves.output.count - 1, moves.input.count - 1)
    return moves.digits.indices.first { index in
      let digit = moves.digits[index]
      let others = moves.digits.indices.filter { $0 != index && moves.digits[$0].output == last }
      let reach = moves.reach(along: channels)
      return digit.output == last && digit.input == channels && digit.step == 1 && digit.bias == 0
        && digit.divisor == 1 && digit.table == nil && moves.output[last] % digit.extent == 0
        && reach.lowerBound >= 0 && reach.upperBound < moves.input[channels]
        && others.allSatisfy {
          moves.digits[$0].divisor % digit.extent == 0 && moves.digits[$0].bias == 0
        }
    }
  }

  var call: KernelCall {
    KernelCall(
      kernel: UInt16(er_rearrange), inputs: [x.operand(0)], outputs: [y.operand(0)],
      params: params, constants: constants, rows: y.rows, images: y.batches, windows: [window])
  }

  private var params: [Int32] {
    var params = er_rearrange_params()
    params.axis_count = Int32(axes.count)
    params.row_digits = Int32(digits[0].count)
    params.pixel_digits = Int32(digits[1].count)
    params.block_digits = Int32(digits[2].count)
    params.width = Int32(y.width)
    params.blocks = Int32(y.channels / blockBytes)
    params.block_bytes = Int32(blockBytes)
    params.element_bytes = Int32(elementBytes)
    let words = (0..<2).map { word in
      (0..<4).reduce(UInt32(0)) { sum, byte in
        let index = 4 * word + byte
        return sum | UInt32(index < fill.count ? fill[index] : 0) << (8 * byte)
      }
    }
    params.fill = (Int32(bitPattern: words[0]), Int32(bitPattern: words[1]))
    return members(of: params)
  }

  private var constants: [UInt8] {
    var tables: [Int32] = []
    var words = axes.flatMap(members)
    for digit in digits.joined() {
      let table = digit.table == nil ? -1 : tables.count
      tables += (digit.table ?? []).map(Int32.init)
      let fields = [
        digit.period, digit.bias, digit.divisor, digit.extent, digit.axis, digit.step, table,
      ]
      words += fields.map(Int32.init)
    }
    return bytes(of: words + tables)
  }

  /// The rows an output row needs, where they advance evenly and alike in all images.
  private var window: InputWindow? {
    guard x.batches == y.batches else { return nil }
    let needs = (0..<y.rows).map(rows)
    let isAlike = needs.indices.allSatisfy { row in
      let (image, own) = row.quotientAndRemainder(dividingBy: y.height)
      let first = image * x.height
      return needs[row] == needs[own].lowerBound + first..<needs[own].upperBound + first
    }
    guard isAlike else { return nil }
    return AxisWindow(covering: Array(needs.prefix(y.height)), of: x.height).map {
      InputWindow(rows: $0)
    }
  }

  /// The input rows that output row `row` needs, counted beyond the edges too.
  private func rows(of row: Int) -> Range<Int> {
    var (low, high) = (0, 0)
    for axis in axes where axis.unit == 0 { low += Int(axis.origin * axis.stride) }
    high = low
    for (unit, digits) in digits.enumerated() {
      for digit in digits where axes[digit.axis].unit == 0 {
        let scale = digit.step * Int(axes[digit.axis].stride)
        let index = (row % digit.period + digit.bias) / digit.divisor % digit.extent
        let all = digit.table ?? [0, digit.extent - 1]
        let moves = (unit == 0 ? [digit.table?[index] ?? index] : all).map { $0 * scale }
        low += moves.min() ?? 0
        high += moves.max() ?? 0
      }
    }
    return low..<high + 1
  }
}
