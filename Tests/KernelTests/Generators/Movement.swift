import CEdgeKernels
import EdgeTestSupport

extension KernelGenerator {
  static func concat(_ random: inout SeededGenerator) -> KernelCase {
    let axis = random.int(0...2)
    let extents = (0..<random.int(1...5)).map { _ in random.int(1...5) }
    let start = random.oneIn(2) ? 0 : random.int(1...3)
    let end = start + extents.reduce(0, +)
    let rest = Shape(
      images: random.int(1...3), height: random.int(1...4), width: random.int(1...5),
      channels: random.int(1...9))
    let output = rest.with(axis, random.oneIn(2) ? end : end + random.int(1...3))
    var operands: [Operand] = []
    var first = start
    for extent in extents {
      let begin = first
      let map = FeatureMap(rest.with(axis, extent), using: &random)
      operands.append(
        Operand(map) { row in
          guard axis == 0 else { return row..<row + 1 }
          let (image, y) = row.quotientAndRemainder(dividingBy: output.height)
          guard (begin..<begin + extent).contains(y) else { return 0..<0 }
          return image * extent + y - begin..<image * extent + y - begin + 1
        })
      first += extent
    }
    let params = er_concat_s8_params(
      axis: Int32(axis), input_count: Int32(extents.count), out_height: Int32(output.height),
      width: Int32(output.width), start: Int32(start))
    let maps = operands.map(\.map)
    return KernelCase(
      operands: operands, output: output, constants: bytes(of: extents.map { Int32($0) }),
      params: bytes(of: params), fillsOutput: false
    ) {
      var result = FeatureMap(output, filledWith: GuardedBytes.untouched)
      var first = start
      for map in maps {
        FeatureMap.forEachPosition(in: map.shape) { image, y, x, channel in
          let shift = [axis == 0 ? first : 0, axis == 1 ? first : 0, axis == 2 ? first : 0]
          result[image, y + shift[0], x + shift[1], channel + shift[2]] = map[image, y, x, channel]
        }
        first += [map.shape.height, map.shape.width, map.shape.channels][axis]
      }
      return result
    }
  }

  static func pad(_ random: inout SeededGenerator) -> KernelCase {
    let input = FeatureMap(random.smallShape(), using: &random)
    let before = (0..<3).map { _ in random.oneIn(2) ? 0 : random.int(1...3) }
    let after = (0..<3).map { _ in random.oneIn(2) ? 0 : random.int(1...3) }
    let fill = random.int8()
    let inner = input.shape
    let output = Shape(
      images: inner.images, height: before[0] + inner.height + after[0],
      width: before[1] + inner.width + after[1],
      channels: before[2] + inner.channels + after[2])
    let params = er_pad_s8_params(
      in_height: Int32(inner.height), in_width: Int32(inner.width),
      in_channels: Int32(inner.channels), out_height: Int32(output.height),
      out_width: Int32(output.width), out_channels: Int32(output.channels),
      top: Int32(before[0]), left: Int32(before[1]), front: Int32(before[2]), fill: Int32(fill))
    let rows = { (row: Int) -> Range<Int> in
      let (image, y) = row.quotientAndRemainder(dividingBy: output.height)
      guard (0..<inner.height).contains(y - before[0]) else { return 0..<0 }
      let first = image * inner.height + y - before[0]
      return first..<first + 1
    }
    let columns = { (x: Int) -> Range<Int> in
      (0..<inner.width).contains(x - before[1]) ? x - before[1]..<x - before[1] + 1 : 0..<0
    }
    return KernelCase(
      operands: [Operand(input, rows: rows, columns: columns)], output: output,
      params: bytes(of: params)
    ) {
      var result = FeatureMap(output, filledWith: fill)
      FeatureMap.forEachPosition(in: inner) { image, y, x, channel in
        result[image, y + before[0], x + before[1], channel + before[2]] =
          input[image, y, x, channel]
      }
      return result
    }
  }
}

extension Shape {
  /// The same shape with another extent along rows (0), pixels (1) or channels (2).
  fileprivate func with(_ axis: Int, _ extent: Int) -> Shape {
    var shape = self
    switch axis {
    case 0: shape.height = extent
    case 1: shape.width = extent
    default: shape.channels = extent
    }
    return shape
  }
}
