import CEdgeKernels
import EdgeTestSupport
import Foundation

extension KernelGenerator {
  static func softmax(_ random: inout SeededGenerator) -> KernelCase {
    // From 512 equal channels on, the reciprocal of the sum vanishes in the output's 8 bits.
    let isLarge = random.oneIn(10)
    var shape = random.smallShape()
    if isLarge { shape = Shape(height: 2, width: 1, channels: random.int(500...700)) }
    let input = FeatureMap(shape, using: &random)
    let scale = Double(random.int(1...2000)) / random.pick(10, 1000, 100_000)
    let multiplier = Multiplier(min(scale * 0x1p26, 0x1p31 - 1))
    let smallest = -(31 * 0x1p26 / Double(1 << multiplier.shift)).rounded(.down)
    let params = er_softmax_s8_params(
      width: Int32(shape.width), channels: Int32(shape.channels),
      input_multiplier: multiplier.q31, input_left_shift: multiplier.shift,
      diff_min: Int32(smallest))
    return KernelCase(
      operands: [Operand(input)], output: shape, params: bytes(of: params), inPlace: [0],
      tolerance: 1
    ) {
      var result = input
      for pixel in 0..<shape.rows * shape.width {
        let channels = pixel * shape.channels..<(pixel + 1) * shape.channels
        let powers = input.values[channels].map {
          exp(scale * (Double($0) - Double(input.values[channels].max()!)))
        }
        let sum = powers.reduce(0, +)
        for (channel, power) in zip(channels, powers) {
          result.values[channel] = Int8(min(127, (256 * power / sum).rounded() - 128))
        }
      }
      return result
    }
  }

  static func mean(_ random: inout SeededGenerator) -> KernelCase {
    let input = FeatureMap(random.smallShape(), using: &random)
    let shape = input.shape
    let area = shape.height * shape.width
    let zeroPoint = random.zeroPoint()
    let stage = OutputStage(offset: random.zeroPoint())
    let ratio = Multiplier(Double(random.int(1...4000)) / 1000)
    let headroom = area.bitWidth - area.leadingZeroBitCount - 1
    let multiplier = Multiplier(
      q31: Int32((Int(ratio.q31) << headroom) / area), shift: ratio.shift - Int32(headroom))
    let output = Shape(images: shape.images, height: 1, width: 1, channels: shape.channels)
    let params = er_mean_s8_params(
      in_height: Int32(shape.height), in_width: Int32(shape.width),
      channels: Int32(shape.channels), input_offset: -zeroPoint, multiplier: multiplier.q31,
      shift: multiplier.shift, output_offset: stage.offset)
    let rows = { (image: Int) in image * shape.height..<(image + 1) * shape.height }
    return KernelCase(
      operands: [Operand(input, rows: rows)], output: output, params: bytes(of: params),
      scratchBytes: 4 * shape.channels
    ) {
      var sums = Array(repeating: Int32(0), count: output.count)
      FeatureMap.forEachPosition(in: shape) { image, y, x, channel in
        sums[image * shape.channels + channel] += Int32(input[image, y, x, channel]) - zeroPoint
      }
      var result = FeatureMap(output, filledWith: 0)
      result.values = sums.map { stage($0, multiplier) }
      return result
    }
  }
}
