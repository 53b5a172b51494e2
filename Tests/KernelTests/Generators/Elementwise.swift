import CEdgeKernels
import EdgeTestSupport

extension KernelGenerator {
  static func add(_ random: inout SeededGenerator) -> KernelCase {
    let stage = OutputStage(using: &random)
    let (offset1, offset2) = (-random.zeroPoint(), -random.zeroPoint())
    // Halves and quarters: multipliers of few bits, sums that tie.
    let scale = { (random: inout SeededGenerator) in
      random.oneIn(2) ? random.pick(0.25, 0.5, 0.75, 1) : Double(random.int(1...1000)) / 1000
    }
    let (scale1, scale2) = (scale(&random), scale(&random))
    let twice = 2 * max(scale1, scale2)
    let multiplier1 = Multiplier(scale1 / twice)
    let multiplier2 = Multiplier(scale2 / twice)
    let outputMultiplier = Multiplier(twice / (0x1p20 * scale(&random)))
    let shape = random.smallShape()
    let params = er_add_s8_params(
      width: Int32(shape.width), channels: Int32(shape.channels), left_shift: 20,
      offset1: offset1, multiplier1: multiplier1.q31, shift1: multiplier1.shift,
      offset2: offset2, multiplier2: multiplier2.q31, shift2: multiplier2.shift,
      output_offset: stage.offset, output_multiplier: outputMultiplier.q31,
      output_shift: outputMultiplier.shift, activation_min: stage.low, activation_max: stage.high)
    return elementwise(shape, bytes(of: params), using: &random) { x1, x2 in
      let term1 = multiplier1((Int32(x1) + offset1) * (1 << 20))
      let term2 = multiplier2((Int32(x2) + offset2) * (1 << 20))
      return stage(term1 + term2, outputMultiplier)
    }
  }

  static func addMany(_ random: inout SeededGenerator) -> KernelCase {
    let stage = OutputStage(using: &random)
    let scales = (0..<random.int(1...16)).map { _ in Double(random.int(1...1000)) / 1000 }
    let twice = 2 * (scales.max() ?? 1)
    let multipliers = scales.map { Multiplier($0 / twice) }
    let offsets = scales.map { _ in -random.zeroPoint() }
    let result = Multiplier(twice / (0x1p20 * Double(random.int(1...5000)) / 1000))
    let shape = random.smallShape()
    let maps = scales.map { _ in FeatureMap(shape, using: &random) }
    let params = er_add_n_s8_params(
      width: Int32(shape.width), channels: Int32(shape.channels), input_count: Int32(maps.count),
      left_shift: 20, output_offset: stage.offset, output_multiplier: result.q31,
      output_shift: result.shift, activation_min: stage.low, activation_max: stage.high)
    return KernelCase(
      operands: maps.map { Operand($0) }, output: shape,
      constants: bytes(of: offsets + multipliers.map(\.q31) + multipliers.map(\.shift)),
      params: bytes(of: params), inPlace: Array(maps.indices)
    ) {
      var sum = FeatureMap(shape, filledWith: 0)
      sum.values = sum.values.indices.map { index in
        let terms = maps.indices.map { input in
          multipliers[input]((Int32(maps[input].values[index]) + offsets[input]) * (1 << 20))
        }
        return stage(terms.reduce(0, +), result)
      }
      return sum
    }
  }

  static func multiply(_ random: inout SeededGenerator) -> KernelCase {
    let stage = OutputStage(using: &random)
    let (offset1, offset2) = (-random.zeroPoint(), -random.zeroPoint())
    let multiplier = Multiplier.random(shifts: -9...(-5), using: &random)
    let shape = random.smallShape()
    let params = er_mul_s8_params(
      width: Int32(shape.width), channels: Int32(shape.channels), offset1: offset1,
      offset2: offset2, output_offset: stage.offset, output_multiplier: multiplier.q31,
      output_shift: multiplier.shift, activation_min: stage.low, activation_max: stage.high)
    return elementwise(shape, bytes(of: params), using: &random) { x1, x2 in
      stage((Int32(x1) + offset1) * (Int32(x2) + offset2), multiplier)
    }
  }

  /// Two inputs, one of which may repeat along any axes that rows and pixels can express, or both
  /// along channels.
  static func elementwise(
    _ shape: Shape, _ params: [UInt8], using random: inout SeededGenerator,
    _ combine: @escaping (Int8, Int8) -> Int8
  ) -> KernelCase {
    var (full, repeated) = (shape, shape)
    switch random.int(0...8) {
    case 0: repeated = Shape(height: 1, width: 1, channels: shape.channels)
    case 1: repeated = Shape(height: 1, width: 1, channels: 1)
    case 2: repeated.images = 1
    case 3: repeated.channels = 1
    case 4: repeated.width = 1
    case 5: repeated = Shape(height: 1, width: shape.width, channels: shape.channels)
    case 6: (full.channels, repeated.channels) = (1, 1)
    default: break
    }
    var operands = [full, repeated].map {
      Operand(FeatureMap($0, using: &random), repeats: $0 != shape)
    }
    if random.oneIn(2) { operands.swapAt(0, 1) }
    let inPlace = operands.indices.filter { !operands[$0].repeats }
    let maps = operands.map(\.map)
    return KernelCase(operands: operands, output: shape, params: params, inPlace: inPlace) {
      var result = FeatureMap(shape, filledWith: 0)
      FeatureMap.forEachPosition(in: shape) { image, y, x, channel in
        let values = maps.map { map in
          map[
            map.shape.images == 1 ? 0 : image, map.shape.height == 1 ? 0 : y,
            map.shape.width == 1 ? 0 : x, map.shape.channels == 1 ? 0 : channel]
        }
        result[image, y, x, channel] = combine(values[0], values[1])
      }
      return result
    }
  }

  static func lookup(_ random: inout SeededGenerator) -> KernelCase {
    let table = random.int8s(256)
    let input = FeatureMap(random.smallShape(), using: &random)
    let params = er_lookup_s8_params(
      width: Int32(input.shape.width), channels: Int32(input.shape.channels))
    return KernelCase(
      operands: [Operand(input)], output: input.shape, constants: bytes(of: table),
      params: bytes(of: params), inPlace: [0]
    ) {
      var result = input
      result.values = input.values.map { table[Int($0) + 128] }
      return result
    }
  }
}

extension SeededGenerator {
  mutating func smallShape() -> Shape {
    Shape(
      images: int(1...3), height: int(1...6), width: int(1...7),
      channels: int(1...pick(4, 20, 40)))
  }
}
