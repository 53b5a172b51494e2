import CEdgeKernels
import EdgeTestSupport
import Foundation

extension KernelGenerator {
  static func softmax(_ random: inout SeededGenerator) -> KernelCase {
    let bits = random.pick(8, 16)
    // From 512 equal channels on, the reciprocal of the sum vanishes in an output of 8 bits.
    let isLarge = random.oneIn(10)
    var shape = random.smallShape()
    if isLarge { shape = Shape(height: 2, width: 1, channels: random.int(500...700)) }
    let input = FeatureMap(shape, using: &random)
    let (scale, multiplier) = random.softmaxScale()
    let params = er_softmax_s8_params(
      width: Int32(shape.width), channels: Int32(shape.channels),
      input_multiplier: multiplier.q31, input_left_shift: multiplier.shift,
      diff_min: multiplier.smallestDifference, output_bits: Int32(bits))
    var output = shape
    output.channels *= bits / 8
    return KernelCase(
      operands: [Operand(input)], output: output, params: bytes(of: params),
      inPlace: bits == 8 ? [0] : [], tolerance: 1, elementBytes: bits / 8
    ) {
      let steps = exp2(Double(bits))
      return FeatureMap(
        output,
        elements: input.rowsOfChannels.flatMap { row in
          let powers = row.map { exp(scale * Double(Int($0) - Int(row.max()!))) }
          let sum = powers.reduce(0, +)
          return powers.map { Int64(min(steps - 1, (steps * $0 / sum).rounded()) - steps / 2) }
        })
    }
  }

  static func logSoftmax(_ random: inout SeededGenerator) -> KernelCase {
    let input = FeatureMap(random.smallShape(), using: &random)
    let (scale, multiplier) = random.softmaxScale()
    let inverse = Multiplier(exp2(Double(31 - multiplier.shift)) / Double(multiplier.q31))
    let params = er_log_softmax_s8_params(
      width: Int32(input.shape.width), channels: Int32(input.shape.channels),
      input_multiplier: multiplier.q31, input_left_shift: multiplier.shift,
      diff_min: multiplier.smallestDifference, inverse_multiplier: inverse.q31,
      inverse_shift: inverse.shift)
    return KernelCase(
      operands: [Operand(input)], output: input.shape, params: bytes(of: params), inPlace: [0],
      tolerance: 1
    ) {
      FeatureMap(
        input.shape,
        elements: input.rowsOfChannels.flatMap { row in
          let scaled = row.map { scale * Double(Int($0) - Int(row.max()!)) }
          let logOfSum = log(scaled.map(exp).reduce(0, +))
          return scaled.map { Int64(max(-128, (127 + 16 * ($0 - logOfSum)).rounded())) }
        })
    }
  }

  static func l2Normalize(_ random: inout SeededGenerator) -> KernelCase {
    let input = FeatureMap(random.smallShape(), using: &random)
    let zeroPoint = random.zeroPoint()
    let params = er_l2_normalize_s8_params(
      width: Int32(input.shape.width), channels: Int32(input.shape.channels),
      input_offset: -zeroPoint)
    return KernelCase(
      operands: [Operand(input)], output: input.shape, params: bytes(of: params), inPlace: [0],
      tolerance: 1
    ) {
      FeatureMap(
        input.shape,
        elements: input.rowsOfChannels.flatMap { row in
          let centered = row.map { Double(Int32($0) - zeroPoint) }
          let norm = max(1, centered.map { $0 * $0 }.reduce(0, +).squareRoot())
          return centered.map { Int64(min(127, (128 * $0 / norm).rounded())) }
        })
    }
  }

  static func reduce(_ random: inout SeededGenerator) -> KernelCase {
    let input = FeatureMap(random.smallShape(), using: &random)
    let shape = input.shape
    let over = (0..<4).map { _ in random.oneIn(2) }
    let summary = random.int(0...2)
    let zeroPoint = random.zeroPoint()
    let stage = OutputStage(offset: random.zeroPoint())
    let multiplier = Multiplier(Double(random.int(1...4000)) / 10_000)
    let output = Shape(
      images: over[0] ? 1 : shape.images, height: over[1] ? 1 : shape.height,
      width: over[2] ? 1 : shape.width, channels: over[3] ? 1 : shape.channels)
    let flags = over.map { Int32($0 ? 1 : 0) }
    let params = er_reduce_s8_params(
      images: Int32(shape.images), height: Int32(shape.height), width: Int32(shape.width),
      channels: Int32(shape.channels), over_images: flags[0], over_rows: flags[1],
      over_pixels: flags[2], over_channels: flags[3], summary: Int32(summary),
      input_offset: -zeroPoint, multiplier: multiplier.q31, shift: multiplier.shift,
      output_offset: stage.offset)
    let rows = { (row: Int) in
      let (image, y) = row.quotientAndRemainder(dividingBy: output.height)
      let first = image * shape.height + y
      let last =
        (over[0] ? shape.images - 1 : image) * shape.height + (over[1] ? shape.height - 1 : y)
      return first..<last + 1
    }
    let columns = { (x: Int) in over[2] ? 0..<shape.width : x..<x + 1 }
    return KernelCase(
      operands: [Operand(input, rows: rows, columns: columns)], output: output,
      params: bytes(of: params), scratchBytes: 4 * output.channels
    ) {
      var groups = Array(repeating: [Int32](), count: output.count)
      FeatureMap.forEachPosition(in: shape) { image, y, x, channel in
        let at = [over[0] ? 0 : image, over[1] ? 0 : y, over[2] ? 0 : x, over[3] ? 0 : channel]
        let index =
          ((at[0] * output.height + at[1]) * output.width + at[2]) * output.channels + at[3]
        groups[index].append(Int32(input[image, y, x, channel]))
      }
      return FeatureMap(
        output,
        elements: groups.map { group in
          switch summary {
          case 0: Int64(stage(group.map { $0 - zeroPoint }.reduce(0, +), multiplier))
          case 1: Int64(group.max()!)
          default: Int64(group.min()!)
          }
        })
    }
  }

  static func argExtremum(_ random: inout SeededGenerator) -> KernelCase {
    let input = FeatureMap(random.smallShape(), using: &random)
    let shape = input.shape
    let isLargest = random.oneIn(2)
    let indexBytes = random.pick(4, 8)
    let params = er_arg_extremum_s8_params(
      height: Int32(shape.height), width: Int32(shape.width), channels: Int32(shape.channels),
      largest: isLargest ? 1 : 0, index_bytes: Int32(indexBytes))
    let output = Shape(
      images: shape.images, height: 1, width: shape.width, channels: shape.channels * indexBytes)
    let rows = { (image: Int) in image * shape.height..<(image + 1) * shape.height }
    return KernelCase(
      operands: [Operand(input, rows: rows, columns: { $0..<$0 + 1 })], output: output,
      params: bytes(of: params)
    ) {
      var indices: [Int64] = []
      for image in 0..<shape.images {
        for x in 0..<shape.width {
          for channel in 0..<shape.channels {
            let column = (0..<shape.height).map { input[image, $0, x, channel] }
            let extremum = isLargest ? column.max()! : column.min()!
            indices.append(Int64(column.firstIndex(of: extremum)!))
          }
        }
      }
      return FeatureMap(output, elements: indices)
    }
  }
}

extension SeededGenerator {
  /// A scale of the input, and what scales differences to 5 integer bits.
  fileprivate mutating func softmaxScale() -> (scale: Double, Multiplier) {
    let scale = Double(int(1...2000)) / pick(10, 1000, 100_000)
    return (scale, Multiplier(min(scale * 0x1p26, 0x1p31 - 1)))
  }
}

extension Multiplier {
  /// Below it exponentials count as 0.
  fileprivate var smallestDifference: Int32 {
    Int32(-(31 * 0x1p26 / Double(Int64(1) << Int64(shift))).rounded(.down))
  }
}

extension FeatureMap {
  /// The channels of one pixel after the other.
  fileprivate var rowsOfChannels: [ArraySlice<Int8>] {
    stride(from: 0, to: values.count, by: shape.channels).map {
      values[$0..<$0 + shape.channels]
    }
  }
}
