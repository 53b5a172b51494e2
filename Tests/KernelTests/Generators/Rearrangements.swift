import CEdgeKernels
import EdgeTestSupport

/// A position in a feature map, channels counted in elements.
private struct Place {
  var along: [Int]
  init(_ along: Int...) { self.along = along }
}

/// What moves where, twice: as a formula, and as the kernel is told.
private struct Rearrangement {
  var input, output: [Int]  // images, rows, pixels, elements
  var axes: [er_rearrange_axis] = []
  var rowDigits: [er_rearrange_digit] = []
  var pixelDigits: [er_rearrange_digit] = []
  var blockDigits: [er_rearrange_digit] = []
  var tables: [Int32] = []
  /// Elements of a block.
  var block = 1
  var source: (Place) -> Place = { $0 }

  init(_ input: [Int], _ output: [Int], origins: [Int] = [0, 0, 0, 0], elementBytes: Int) {
    (self.input, self.output) = (input, output)
    let units: [Int32] = [0, 0, 1, 2]
    let strides = [input[1], 1, 1, elementBytes]
    axes = (0..<4).map { axis in
      er_rearrange_axis(
        unit: units[axis], stride: Int32(strides[axis]), extent: Int32(input[axis]),
        origin: Int32(origins[axis]))
    }
  }

  /// Counts output axis `axis`, or part of it, along source axis `source`.
  mutating func count(
    _ axis: Int, along source: Int, step: Int = 1, bias: Int = 0, divisor: Int = 1,
    extent: Int? = nil, table: Int = -1
  ) {
    let inner = axis == 0 ? output[1] : 1
    let digit = er_rearrange_digit(
      period: Int32(inner * output[axis]), bias: Int32(bias), divisor: Int32(inner * divisor),
      extent: Int32(extent ?? output[axis]), axis: Int32(source), step: Int32(step),
      table: Int32(table))
    switch axis {
    case 0, 1: rowDigits.append(digit)
    case 2: pixelDigits.append(digit)
    default: blockDigits.append(digit)
    }
  }

  var constants: [UInt8] {
    let digits = rowDigits + pixelDigits + blockDigits
    return bytes(of: axes) + bytes(of: digits) + bytes(of: tables)
  }

  func params(elementBytes: Int, fill: [Int8]) -> [UInt8] {
    var params = er_rearrange_params()
    params.axis_count = Int32(axes.count)
    params.row_digits = Int32(rowDigits.count)
    params.pixel_digits = Int32(pixelDigits.count)
    params.block_digits = Int32(blockDigits.count)
    params.width = Int32(output[2])
    params.blocks = Int32(output[3] / block)
    params.block_bytes = Int32(block * elementBytes)
    params.element_bytes = Int32(elementBytes)
    params.fill = fill.withUnsafeBytes { $0.load(as: (Int32, Int32).self) }
    return bytes(of: params)
  }
}

extension KernelGenerator {
  static func rearrange(_ random: inout SeededGenerator) -> KernelCase {
    let elementBytes = random.oneIn(2) ? 1 : random.pick(2, 4)
    let makers = [transposition, window, mirrored, depthToSpace, spaceToDepth, lookups]
    let plan = makers[random.int(0...makers.count - 1)](elementBytes, &random)
    let shape = { (extents: [Int]) in
      Shape(
        images: extents[0], height: extents[1], width: extents[2],
        channels: extents[3] * elementBytes)
    }
    let (input, output) = (FeatureMap(shape(plan.input), using: &random), shape(plan.output))
    let fill = random.int8s(8)
    let operand = Operand(input, outputWidth: output.width) { row, x in
      let pixels = (0..<plan.output[3]).compactMap { element -> Int? in
        let at = plan.source(Place(row / output.height, row % output.height, x, element)).along
        guard zip(at, plan.input).allSatisfy({ (0..<$1).contains($0) }) else { return nil }
        return (at[0] * plan.input[1] + at[1]) * plan.input[2] + at[2]
      }
      return pixels.isEmpty ? 0..<0 : pixels.min()!..<pixels.max()! + 1
    }
    return KernelCase(
      operands: [operand], output: output, constants: plan.constants,
      params: plan.params(elementBytes: elementBytes, fill: fill)
    ) {
      var result = FeatureMap(output, filledWith: 0)
      FeatureMap.forEachPosition(in: output) { image, y, x, channel in
        let (element, byte) = channel.quotientAndRemainder(dividingBy: elementBytes)
        let at = plan.source(Place(image, y, x, element)).along
        let isInside = zip(at, plan.input).allSatisfy { (0..<$1).contains($0) }
        result[image, y, x, channel] =
          isInside ? input[at[0], at[1], at[2], at[3] * elementBytes + byte] : fill[byte]
      }
      return result
    }
  }

  private static func transposition(_ elementBytes: Int, _ random: inout SeededGenerator)
    -> Rearrangement
  {
    var input = (0..<4).map { _ in random.int(1...5) }
    var permutation = Array(0..<4).shuffled(using: &random)
    if random.oneIn(3) {
      // As channels are shuffled.
      (input, permutation) = ([1, random.int(5...12), 2, random.int(5...40)], [0, 1, 3, 2])
    }
    var plan = Rearrangement(input, permutation.map { input[$0] }, elementBytes: elementBytes)
    for axis in 0..<4 { plan.count(axis, along: permutation[axis]) }
    plan.source = { place in
      var at = Place(0, 0, 0, 0)
      for axis in 0..<4 { at.along[permutation[axis]] = place.along[axis] }
      return at
    }
    return plan
  }

  /// Steps of either sign from anywhere, beyond the edges too.
  private static func window(_ elementBytes: Int, _ random: inout SeededGenerator)
    -> Rearrangement
  {
    var input = (0..<4).map { _ in random.int(1...5) }
    var output = (0..<4).map { _ in random.int(1...6) }
    var steps = (0..<4).map { _ in random.pick(1, 1, -1, 2, -2, 0) }
    var origins = (0..<4).map { steps[$0] < 0 ? input[$0] - random.int(0...1) : random.int(-2...2) }
    let isWhole = random.oneIn(2)
    if isWhole { (input[3], steps[3], origins[3]) = (output[3], 1, 0) }
    if random.oneIn(3) { (steps[2], output[2]) = (1, input[2] + 3) }
    var plan = Rearrangement(input, output, origins: origins, elementBytes: elementBytes)
    for axis in 0..<(isWhole ? 3 : 4) { plan.count(axis, along: axis, step: steps[axis]) }
    if isWhole { plan.block = output[3] }
    plan.source = { place in
      var at = place
      for axis in 0..<4 { at.along[axis] = origins[axis] + steps[axis] * place.along[axis] }
      return at
    }
    return plan
  }

  /// Channels in descending order.
  private static func mirrored(_ elementBytes: Int, _ random: inout SeededGenerator)
    -> Rearrangement
  {
    let shape = [1, random.int(5...12), random.int(2...9), random.int(2...20)]
    let last = shape[3] - 1
    var plan = Rearrangement(shape, shape, origins: [0, 0, 0, last], elementBytes: elementBytes)
    for axis in 0..<4 { plan.count(axis, along: axis, step: axis == 3 ? -1 : 1) }
    plan.source = { place in
      var at = place
      at.along[3] = last - place.along[3]
      return at
    }
    return plan
  }

  /// Blocks of rows and pixels out of the channels, with the edges cropped.
  private static func depthToSpace(_ elementBytes: Int, _ random: inout SeededGenerator)
    -> Rearrangement
  {
    let (block, depth) = (random.int(1...3), random.int(1...4))
    let small = (0..<3).map { _ in random.int(1...3) }
    let crops = (0..<2).map { _ in random.int(0...block - 1) }
    let input = small + [depth * block * block]
    let output = [small[0], small[1] * block - crops[0], small[2] * block - crops[1], depth]
    var plan = Rearrangement(input, output, elementBytes: elementBytes)
    plan.count(0, along: 0)
    for axis in 1...2 {
      let crop = crops[axis - 1]
      plan.count(axis, along: axis, bias: crop, divisor: block, extent: input[axis])
      plan.count(
        axis, along: 3, step: axis == 1 ? block * depth : depth, bias: crop, extent: block)
    }
    plan.block = depth
    plan.source = { place in
      let (y, x) = (place.along[1] + crops[0], place.along[2] + crops[1])
      let channel = (y % block * block + x % block) * depth + place.along[3]
      return Place(place.along[0], y / block, x / block, channel)
    }
    return plan
  }

  private static func spaceToDepth(_ elementBytes: Int, _ random: inout SeededGenerator)
    -> Rearrangement
  {
    let (block, depth) = (random.int(1...3), random.int(1...4))
    let small = (0..<3).map { _ in random.int(1...3) }
    let input = [small[0], small[1] * block, small[2] * block, depth]
    var plan = Rearrangement(
      input, small + [depth * block * block], elementBytes: elementBytes)
    plan.count(0, along: 0)
    plan.count(1, along: 1, step: block)
    plan.count(2, along: 2, step: block)
    plan.count(3, along: 1, divisor: depth * block, extent: block)
    plan.count(3, along: 2, divisor: depth, extent: block)
    plan.count(3, along: 3, extent: depth)
    plan.source = { place in
      let (corner, channel) = place.along[3].quotientAndRemainder(dividingBy: depth)
      return Place(
        place.along[0], place.along[1] * block + corner / block,
        place.along[2] * block + corner % block, channel)
    }
    return plan
  }

  /// Rows and pixels in any order, some of them several times.
  private static func lookups(_ elementBytes: Int, _ random: inout SeededGenerator)
    -> Rearrangement
  {
    let input = (0..<4).map { _ in random.int(1...5) }
    var output = input
    (output[1], output[2]) = (random.int(1...6), random.int(1...6))
    let rows = (0..<output[1]).map { _ in random.int(0...input[1] - 1) }
    let pixels = (0..<output[2]).map { _ in random.int(0...input[2] - 1) }
    var plan = Rearrangement(input, output, elementBytes: elementBytes)
    plan.tables = (rows + pixels).map(Int32.init)
    plan.count(0, along: 0)
    plan.count(1, along: 1, table: 0)
    plan.count(2, along: 2, table: rows.count)
    plan.block = output[3]
    plan.source = { place in
      Place(place.along[0], rows[place.along[1]], pixels[place.along[2]], place.along[3])
    }
    return plan
  }

  static func gather(_ random: inout SeededGenerator) -> KernelCase {
    let values = FeatureMap(
      Shape(
        height: random.int(1...6), width: random.int(1...6), channels: random.int(1...9)),
      using: &random)
    var output = values.shape
    output.width = random.int(1...7)
    let rowsPerList = random.int(1...3)
    let lists = (output.rows + rowsPerList - 1) / rowsPerList
    let picks = (0..<lists * output.width).map { _ in random.int(-1...values.shape.width) }
    var indices = FeatureMap(Shape(height: lists, width: output.width, channels: 4), filledWith: 0)
    indices.values = bytes(of: picks.map(Int32.init)).map { Int8(bitPattern: $0) }
    let params = er_gather_params(
      extent: Int32(values.shape.width), width: Int32(output.width),
      rows_per_list: Int32(rowsPerList))
    let pick = { (row: Int, x: Int) in
      min(max(picks[row / rowsPerList * output.width + x], 0), values.shape.width - 1)
    }
    let operands = [
      Operand(values, outputWidth: output.width) { row, x in
        let pixel = row * values.shape.width + pick(row, x)
        return pixel..<pixel + 1
      },
      Operand(indices, outputWidth: output.width) { row, x in
        let pixel = row / rowsPerList * output.width + x
        return pixel..<pixel + 1
      },
    ]
    return KernelCase(operands: operands, output: output, params: bytes(of: params)) {
      var result = FeatureMap(output, filledWith: 0)
      FeatureMap.forEachPosition(in: output) { _, y, x, channel in
        result[0, y, x, channel] = values[0, y, pick(y, x), channel]
      }
      return result
    }
  }
}
