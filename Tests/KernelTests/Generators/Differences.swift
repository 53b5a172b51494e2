import CEdgeKernels
import EdgeTestSupport

extension KernelGenerator {
  static func difference(_ random: inout SeededGenerator) -> KernelCase {
    let stage = OutputStage(using: &random)
    let isSquared = random.oneIn(2)
    let leftShift: Int32 = isSquared ? 7 : 20
    let (offset1, offset2) = (-random.zeroPoint(), -random.zeroPoint())
    let scales = (0..<3).map { _ in Double(random.int(1...1000)) / 1000 }
    let twice = 2 * max(scales[0], scales[1])
    let multiplier1 = Multiplier(scales[0] / twice)
    let multiplier2 = Multiplier(scales[1] / twice)
    let unit = Double(1 << leftShift)
    let outputMultiplier = Multiplier(
      isSquared ? twice * twice / (unit * unit * scales[2]) : twice / (unit * scales[2]))
    let shape = random.smallShape()
    let params = er_difference_s8_params(
      width: Int32(shape.width), channels: Int32(shape.channels), squared: isSquared ? 1 : 0,
      left_shift: leftShift, offset1: offset1, multiplier1: multiplier1.q31,
      shift1: multiplier1.shift, offset2: offset2, multiplier2: multiplier2.q31,
      shift2: multiplier2.shift, output_offset: stage.offset,
      output_multiplier: outputMultiplier.q31, output_shift: outputMultiplier.shift,
      activation_min: stage.low, activation_max: stage.high)
    return elementwise(shape, bytes(of: params), using: &random) { x1, x2 in
      let term1 = multiplier1((Int32(x1) + offset1) << leftShift)
      let term2 = multiplier2((Int32(x2) + offset2) << leftShift)
      let difference = term1 - term2
      return stage(isSquared ? difference &* difference : difference, outputMultiplier)
    }
  }

  static func extremum(_ random: inout SeededGenerator) -> KernelCase {
    let isLargest = random.oneIn(2)
    let shape = random.smallShape()
    let params = er_extremum_s8_params(
      width: Int32(shape.width), channels: Int32(shape.channels), largest: isLargest ? 1 : 0)
    return elementwise(shape, bytes(of: params), using: &random) { x1, x2 in
      isLargest ? max(x1, x2) : min(x1, x2)
    }
  }

  static func prelu(_ random: inout SeededGenerator) -> KernelCase {
    let stage = OutputStage(offset: random.zeroPoint())
    let (zeroPoint, slopeZeroPoint) = (random.zeroPoint(), random.zeroPoint())
    let positive = Multiplier.random(shifts: -3...2, using: &random)
    let negative = Multiplier.random(shifts: -9...(-5), using: &random)
    let shape = random.smallShape()
    let params = er_prelu_s8_params(
      width: Int32(shape.width), channels: Int32(shape.channels), offset: -zeroPoint,
      slope_offset: -slopeZeroPoint, positive_multiplier: positive.q31,
      positive_shift: positive.shift, negative_multiplier: negative.q31,
      negative_shift: negative.shift, output_offset: stage.offset)
    return elementwise(shape, bytes(of: params), using: &random) { x, slope in
      let centered = Int32(x) - zeroPoint
      return centered >= 0
        ? stage(centered, positive)
        : stage(centered * (Int32(slope) - slopeZeroPoint), negative)
    }
  }
}
