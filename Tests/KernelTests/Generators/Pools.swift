import CEdgeKernels
import EdgeTestSupport

extension KernelGenerator {
  static func averagePool(_ random: inout SeededGenerator) -> KernelCase {
    let window = RandomWindow(dilates: false, using: &random)
    return averagePool(&random, window, channels: random.int(1...random.pick(5, 40)))
  }

  static func averagePool(
    _ random: inout SeededGenerator, _ window: RandomWindow, channels: Int
  ) -> KernelCase {
    let stage = OutputStage(using: &random)
    let params = er_average_pool_s8_params(
      window: window.raw, input_count: 1, activation_min: stage.low, activation_max: stage.high)
    let countOffset = MemoryLayout<er_average_pool_s8_params>.offset(of: \.input_count)
    return pool(window, channels, bytes(of: params), countOffset, stage, using: &random) { taps in
      let sum = taps.reduce(0, +)
      let magnitude = (2 * abs(sum) + taps.count) / (2 * taps.count)
      return sum < 0 ? -magnitude : magnitude
    }
  }

  static func maxPool(_ random: inout SeededGenerator) -> KernelCase {
    let window = RandomWindow(dilates: false, using: &random)
    return maxPool(&random, window, channels: random.int(1...random.pick(5, 40)))
  }

  static func maxPool(
    _ random: inout SeededGenerator, _ window: RandomWindow, channels: Int
  ) -> KernelCase {
    let stage = OutputStage(using: &random)
    let params = er_max_pool_s8_params(
      window: window.raw, input_count: 1, activation_min: stage.low, activation_max: stage.high)
    let countOffset = MemoryLayout<er_max_pool_s8_params>.offset(of: \.input_count)
    return pool(window, channels, bytes(of: params), countOffset, stage, using: &random) { taps in
      taps.reduce(-128, max)
    }
  }

  private static func pool(
    _ window: RandomWindow, _ channels: Int, _ params: [UInt8], _ viewCountOffset: Int?,
    _ stage: OutputStage, using random: inout SeededGenerator,
    _ summary: @escaping ([Int]) -> Int
  ) -> KernelCase {
    let output = window.output(channels: channels)
    let input = FeatureMap(window.input(channels: channels), using: &random)
    return KernelCase(
      operands: [Operand(input, window)], output: output, params: params,
      viewCountOffset: viewCountOffset
    ) {
      var result = FeatureMap(output, filledWith: 0)
      FeatureMap.forEachPosition(in: output) { image, y, x, channel in
        var taps: [Int] = []
        window.forEachTap(y: y, x: x) { _, inputY, inputX in
          taps.append(Int(input[image, inputY, inputX, channel]))
        }
        let value = min(max(summary(taps), Int(stage.low)), Int(stage.high))
        result[image, y, x, channel] = Int8(value)
      }
      return result
    }
  }
}
