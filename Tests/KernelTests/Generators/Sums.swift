import CEdgeKernels
import EdgeTestSupport

/// Means of images, and layers over them, a row at a time.
extension KernelGenerator {
  static func runningSum(_ random: inout SeededGenerator) -> KernelCase {
    var shape = random.smallShape()
    shape.images = 1
    if random.oneIn(3) { shape.channels = 8 * random.int(1...13) }
    let input = FeatureMap(shape, using: &random)
    let zeroPoint = random.zeroPoint()
    let params = er_running_sum_s8_params(
      width: Int32(shape.width), channels: Int32(shape.channels), input_offset: -zeroPoint)
    let output = Shape(height: shape.height, width: 1, channels: 4 * shape.channels)
    var sums = KernelCase(
      operands: [Operand(input, rows: { $0..<$0 + 1 })], output: output, params: bytes(of: params),
      elementBytes: 4
    ) {
      var totals = Array(repeating: Int64(0), count: shape.channels)
      return FeatureMap(
        output,
        elements: (0..<shape.height).flatMap { row in
          for x in 0..<shape.width {
            for c in 0..<shape.channels {
              totals[c] += Int64(input[0, row, x, c]) - Int64(zeroPoint)
            }
          }
          return totals
        })
    }
    sums.readsRowBefore = true
    return sums
  }

  static func meanOfSum(_ random: inout SeededGenerator) -> KernelCase {
    let (rows, channels) = (random.int(1...5), random.int(1...9))
    let sums = (0..<rows * channels).map { _ in Int64(random.int(-90_000...90_000)) }
    let input = FeatureMap(
      Shape(height: rows, width: 1, channels: 4 * channels), elements: sums)
    let count = random.oneIn(2) ? random.int(1...900) : 0
    let stage = OutputStage(offset: random.zeroPoint())
    let multiplier = Multiplier(Double(random.int(1...4000)) / 1_000_000)
    let limits = (Int32(random.int(-128...0)), Int32(random.int(0...127)))
    let params = er_mean_of_sum_s8_params(
      row: Int32(rows - 1), channels: Int32(channels), count: Int32(count),
      multiplier: multiplier.q31, shift: multiplier.shift, output_offset: stage.offset,
      activation_min: limits.0, activation_max: limits.1)
    let output = Shape(height: 1, width: 1, channels: channels)
    return KernelCase(
      operands: [Operand(input, rows: { _ in rows - 1..<rows })], output: output,
      params: bytes(of: params)
    ) {
      FeatureMap(
        output,
        elements: sums.suffix(channels).map { sum in
          let mean =
            count > 0
            ? Int64((Double(sum) / Double(count)).rounded(.toNearestOrAwayFromZero))
            : Int64(stage(Int32(sum), multiplier))
          return min(max(mean, Int64(limits.0)), Int64(limits.1))
        })
    }
  }

  static func runningDot(_ random: inout SeededGenerator) -> KernelCase {
    var shape = random.smallShape()
    shape.images = 1
    let input = FeatureMap(shape, using: &random)
    let (units, rowLength) = (random.int(1...9), shape.width * shape.channels)
    let each = shape.height * rowLength
    let channels = Channels(units, weightsEach: each, using: &random)
    let offset = -random.zeroPoint()
    let params = er_running_dot_s8_params(
      rows: Int32(shape.height), width: Int32(shape.width), channels: Int32(shape.channels),
      units: Int32(units), input_offset: offset)
    let output = Shape(height: shape.height, width: 1, channels: 4 * units)
    var sums = KernelCase(
      operands: [Operand(input, rows: { $0..<$0 + 1 })], output: output,
      constants: bytes(of: channels.bias) + bytes(of: channels.weights), params: bytes(of: params),
      elementBytes: 4
    ) {
      var totals = channels.bias
      return FeatureMap(
        output,
        elements: (0..<shape.height).flatMap { row in
          for index in 0..<rowLength {
            let (x, c) = index.quotientAndRemainder(dividingBy: shape.channels)
            let value = Int32(input[0, row, x, c]) + offset
            for unit in 0..<units {
              let weight = channels.weights[unit * each + row * rowLength + index]
              totals[unit] &+= value * Int32(weight)
            }
          }
          return totals.map(Int64.init)
        })
    }
    sums.readsRowBefore = true
    return sums
  }

  static func requantizeSums(_ random: inout SeededGenerator) -> KernelCase {
    let (rows, count) = (random.int(1...5), random.int(1...9))
    // All rows, or the last one only.
    let before = random.oneIn(2) ? 0 : rows - 1
    let width = random.int(1...4)
    let sums = (0..<rows * width * count).map { _ in Int64(random.int(-90_000...90_000)) }
    let input = FeatureMap(Shape(height: rows, width: width, channels: 4 * count), elements: sums)
    let channels = Channels(count, weightsEach: 9, using: &random)
    let stage = OutputStage(using: &random)
    let params = er_requantize_sums_s8_params(
      row: Int32(before), width: Int32(width), channels: Int32(count),
      output_offset: stage.offset, activation_min: stage.low, activation_max: stage.high)
    let output = Shape(height: rows - before, width: width, channels: count)
    let multipliers = channels.multipliers
    return KernelCase(
      operands: [
        Operand(input, rows: { $0 + before..<$0 + before + 1 }, columns: { $0..<$0 + 1 })
      ], output: output,
      constants: bytes(of: multipliers.map(\.q31)) + bytes(of: multipliers.map(\.shift)),
      params: bytes(of: params)
    ) {
      FeatureMap(
        output,
        elements: sums.suffix(output.count).enumerated().map { index, sum in
          Int64(stage(Int32(sum), multipliers[index % count]))
        })
    }
  }
}
