import CEdgeKernels
import EdgeTestSupport

/// What every output channel of a linear kernel brings along.
struct Channels {
  let bias: [Int32]
  let multipliers: [Multiplier]
  let weights: [Int8]

  /// - Parameter isPairable: whether everything stays within the bounds of `conv2d_paired_s8`.
  init(
    _ count: Int, weightsEach: Int, isPairable: Bool = false, using random: inout SeededGenerator
  ) {
    bias = (0..<count).map { _ in
      !isPairable && random.oneIn(30) ? random.pick(.min, .max) : Int32(random.int(-3000...3000))
    }
    // Products of two int8 summed up have about 12 bits more than one of them.
    let shift = -5 - (weightsEach.bitWidth - weightsEach.leadingZeroBitCount) / 2
    multipliers = (0..<count).map { _ in
      var multiplier = Multiplier.random(shifts: shift - 2...shift, using: &random)
      if isPairable { multiplier.shift = min(max(multiplier.shift, -22), -1) }
      return multiplier
    }
    var weights = random.int8s(count * weightsEach)
    if isPairable {
      for index in weights.indices where index / weightsEach % 2 == 1 && weights[index] == -128 {
        if weights[index - weightsEach] < 0 { weights[index] = -127 }
      }
    }
    self.weights = weights
  }

  var constants: [UInt8] {
    bytes(of: bias) + bytes(of: multipliers.map(\.q31)) + bytes(of: multipliers.map(\.shift))
      + bytes(of: weights)
  }

  func output(_ channel: Int, _ sum: Int, _ stage: OutputStage) -> Int8 {
    let accumulator = Int32(truncatingIfNeeded: sum + Int(bias[channel]))
    return stage(accumulator, multipliers[channel])
  }
}

extension KernelGenerator {
  static func conv2d(_ random: inout SeededGenerator) -> KernelCase {
    let groups = random.oneIn(3) ? random.int(2...4) : 1
    let groupInputs = random.int(1...random.pick(3, 9))
    let groupOutputs = random.int(1...(groups == 1 ? 20 : 4))
    return convolution(
      &random, groups: groups, groupInputs: groupInputs, groupOutputs: groupOutputs)
  }

  static func convolution(
    _ random: inout SeededGenerator, window: RandomWindow? = nil, groups: Int, groupInputs: Int,
    groupOutputs: Int, isPairable: Bool = false
  ) -> KernelCase {
    let window = window ?? RandomWindow(dilates: true, using: &random)
    let output = window.output(channels: groups * groupOutputs)
    let input = FeatureMap(window.input(channels: groups * groupInputs), using: &random)
    let channels = Channels(
      output.channels, weightsEach: window.taps * groupInputs, isPairable: isPairable,
      using: &random)
    let offset = -random.zeroPoint()
    let stage = OutputStage(using: &random)
    let params = er_conv2d_s8_params(
      window: window.raw, input_count: 1, in_channels: Int32(groups * groupInputs),
      out_channels: Int32(output.channels), groups: Int32(groups), input_offset: offset,
      output_offset: stage.offset, activation_min: stage.low, activation_max: stage.high)
    return KernelCase(
      operands: [Operand(input, window)], output: output, constants: channels.constants,
      params: bytes(of: params),
      viewCountOffset: MemoryLayout<er_conv2d_s8_params>.offset(of: \.input_count)
    ) {
      var result = FeatureMap(output, filledWith: 0)
      FeatureMap.forEachPosition(in: output) { image, y, x, o in
        var sum = 0
        window.forEachTap(y: y, x: x) { tap, inputY, inputX in
          for i in 0..<groupInputs {
            let value = Int(input[image, inputY, inputX, o / groupOutputs * groupInputs + i])
            let weight = Int(channels.weights[(o * window.taps + tap) * groupInputs + i])
            sum += (value + Int(offset)) * weight
          }
        }
        result[image, y, x, o] = channels.output(o, sum, stage)
      }
      return result
    }
  }

  /// On a bias, or on sums that may lie where the output does.
  static func conv2dSums(_ random: inout SeededGenerator) -> KernelCase {
    let window = RandomWindow(dilates: true, using: &random)
    let (inputs, outputs) = (random.int(1...9), random.int(1...20))
    let input = FeatureMap(window.input(channels: inputs), using: &random)
    let channels = Channels(outputs, weightsEach: window.taps * inputs, using: &random)
    let offset = -random.zeroPoint()
    let continues = random.oneIn(2)
    let output = window.output(channels: 4 * outputs)
    let before = (0..<output.count / 4).map { _ in Int64(random.int(-90_000...90_000)) }
    let sums = FeatureMap(output, elements: before)
    let params = er_conv2d_sums_s8_params(
      window: window.raw, input_count: 1, in_channels: Int32(inputs),
      out_channels: Int32(outputs), input_offset: offset, continues: continues ? 1 : 0)
    return KernelCase(
      operands: [Operand(input, window)] + (continues ? [Operand(sums)] : []), output: output,
      constants: (continues ? [] : bytes(of: channels.bias)) + bytes(of: channels.weights),
      params: bytes(of: params),
      viewCountOffset: MemoryLayout<er_conv2d_sums_s8_params>.offset(of: \.input_count),
      inPlace: continues ? [1] : [], elementBytes: 4
    ) {
      var elements = before
      FeatureMap.forEachPosition(in: window.output(channels: outputs)) { image, y, x, o in
        let index = ((image * output.height + y) * output.width + x) * outputs + o
        var sum = continues ? Int32(before[index]) : channels.bias[o]
        window.forEachTap(y: y, x: x) { tap, inputY, inputX in
          for i in 0..<inputs {
            let value = Int32(input[image, inputY, inputX, i]) + offset
            sum &+= value * Int32(channels.weights[(o * window.taps + tap) * inputs + i])
          }
        }
        elements[index] = Int64(sum)
      }
      return FeatureMap(output, elements: elements)
    }
  }

  static func depthwiseConv2D(_ random: inout SeededGenerator) -> KernelCase {
    let multiplier = random.oneIn(2) ? 1 : random.pick(2, 3, 35)
    let inputs = random.int(1...(multiplier == 1 ? 70 : multiplier < 4 ? 9 : 2))
    return depthwiseConvolution(&random, multiplier: multiplier, inputs: inputs)
  }

  static func depthwiseConvolution(
    _ random: inout SeededGenerator, window: RandomWindow? = nil, multiplier: Int, inputs: Int
  ) -> KernelCase {
    let window = window ?? RandomWindow(dilates: true, using: &random)
    let output = window.output(channels: inputs * multiplier)
    let input = FeatureMap(window.input(channels: inputs), using: &random)
    let channels = Channels(output.channels, weightsEach: window.taps, using: &random)
    let offset = -random.zeroPoint()
    let stage = OutputStage(using: &random)
    let params = er_depthwise_conv2d_s8_params(
      window: window.raw, input_count: 1, in_channels: Int32(inputs),
      depth_multiplier: Int32(multiplier), input_offset: offset, output_offset: stage.offset,
      activation_min: stage.low, activation_max: stage.high)
    return KernelCase(
      operands: [Operand(input, window)], output: output, constants: channels.constants,
      params: bytes(of: params),
      viewCountOffset: MemoryLayout<er_depthwise_conv2d_s8_params>.offset(of: \.input_count)
    ) {
      var result = FeatureMap(output, filledWith: 0)
      FeatureMap.forEachPosition(in: output) { image, y, x, o in
        var sum = 0
        window.forEachTap(y: y, x: x) { tap, inputY, inputX in
          let value = Int(input[image, inputY, inputX, o / multiplier])
          sum += (value + Int(offset)) * Int(channels.weights[tap * output.channels + o])
        }
        result[image, y, x, o] = channels.output(o, sum, stage)
      }
      return result
    }
  }

  static func fullyConnected(_ random: inout SeededGenerator) -> KernelCase {
    let depth = random.int(1...random.pick(8, 70, 300))
    let units = random.int(1...20)
    let input = FeatureMap(
      Shape(images: random.int(1...5), height: 1, width: 1, channels: depth), using: &random)
    let output = Shape(images: input.shape.images, height: 1, width: 1, channels: units)
    let channels = Channels(units, weightsEach: depth, using: &random)
    let offset = -random.zeroPoint()
    let stage = OutputStage(using: &random)
    let params = er_fully_connected_s8_params(
      depth: Int32(depth), units: Int32(units), input_offset: offset, output_offset: stage.offset,
      activation_min: stage.low, activation_max: stage.high)
    return KernelCase(
      operands: [Operand(input)], output: output, constants: channels.constants,
      params: bytes(of: params)
    ) {
      var result = FeatureMap(output, filledWith: 0)
      FeatureMap.forEachPosition(in: output) { row, _, _, unit in
        var sum = 0
        for i in 0..<depth {
          let weight = Int(channels.weights[unit * depth + i])
          sum += (Int(input[row, 0, 0, i]) + Int(offset)) * weight
        }
        result[row, 0, 0, unit] = channels.output(unit, sum, stage)
      }
      return result
    }
  }
}
