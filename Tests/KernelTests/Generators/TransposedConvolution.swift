import CEdgeKernels
import EdgeTestSupport

/// What one input position adds to along one axis.
private struct Spread {
  let size, outputs, kernel, stride, pad: Int

  init(size: ClosedRange<Int> = 1...5, using random: inout SeededGenerator) {
    self.size = random.int(size)
    kernel = random.int(1...5)
    stride = random.int(1...4)
    pad = random.int(0...kernel - 1)
    outputs = max(1, (self.size - 1) * stride + kernel - pad - random.int(-6...2))
  }

  /// The output that input `position` reaches through `tap`, if there is one.
  func output(of position: Int, through tap: Int) -> Int? {
    let output = position * stride - pad + tap
    return (0..<outputs).contains(output) ? output : nil
  }

  func sources(of output: Int) -> [Int] {
    (0..<size).filter { (0..<kernel).contains(output - ($0 * stride - pad)) }
  }
}

extension KernelGenerator {
  static func transposeConv(_ random: inout SeededGenerator) -> KernelCase {
    let (vertical, horizontal) = (Spread(using: &random), Spread(using: &random))
    return transposeConv(&random, vertical, horizontal, inputs: random.int(1...random.pick(9, 40)))
  }

  /// Rows of so many numbers that they are staged in parts, or not at all.
  static func wideTransposeConv(_ random: inout SeededGenerator) -> KernelCase {
    let vertical = Spread(using: &random)
    let horizontal = Spread(size: 1...20, using: &random)
    let inputs = random.int(200...random.pick(600, 4000))
    return transposeConv(&random, vertical, horizontal, inputs: inputs)
  }

  private static func transposeConv(
    _ random: inout SeededGenerator, _ vertical: Spread, _ horizontal: Spread, inputs: Int
  ) -> KernelCase {
    let input = FeatureMap(
      Shape(
        images: random.int(1...2), height: vertical.size, width: horizontal.size,
        channels: inputs), using: &random)
    let output = Shape(
      images: input.shape.images, height: vertical.outputs, width: horizontal.outputs,
      channels: random.int(1...random.pick(9, 20)))
    let taps = vertical.kernel * horizontal.kernel
    let channels = Channels(output.channels, weightsEach: taps * inputs, using: &random)
    let offset = -random.zeroPoint()
    let stage = OutputStage(using: &random)
    let params = er_transpose_conv_s8_params(
      in_height: Int32(vertical.size), in_width: Int32(horizontal.size),
      out_height: Int32(output.height), out_width: Int32(output.width),
      kernel_h: Int32(vertical.kernel), kernel_w: Int32(horizontal.kernel),
      stride_h: Int32(vertical.stride), stride_w: Int32(horizontal.stride),
      pad_top: Int32(vertical.pad), pad_left: Int32(horizontal.pad), in_channels: Int32(inputs),
      out_channels: Int32(output.channels), input_offset: offset, output_offset: stage.offset,
      activation_min: stage.low, activation_max: stage.high)
    let operand = Operand(input, outputWidth: output.width) { row, x in
      let (image, y) = row.quotientAndRemainder(dividingBy: output.height)
      let rows = vertical.sources(of: y).map { image * vertical.size + $0 }
      let columns = horizontal.sources(of: x)
      guard let lastRow = rows.last, let lastColumn = columns.last else { return 0..<0 }
      return rows[0] * horizontal.size + columns[0]..<lastRow * horizontal.size + lastColumn + 1
    }
    return KernelCase(
      operands: [operand], output: output, constants: channels.constants, params: bytes(of: params)
    ) {
      var sums = Array(repeating: 0, count: output.count)
      FeatureMap.forEachPosition(in: input.shape) { image, y, x, i in
        let value = Int(input[image, y, x, i]) + Int(offset)
        for tap in 0..<taps {
          let (ky, kx) = tap.quotientAndRemainder(dividingBy: horizontal.kernel)
          guard let outY = vertical.output(of: y, through: ky),
            let outX = horizontal.output(of: x, through: kx)
          else { continue }
          let pixel = (image * output.height + outY) * output.width + outX
          for o in 0..<output.channels {
            sums[pixel * output.channels + o] +=
              value * Int(channels.weights[(o * taps + tap) * inputs + i])
          }
        }
      }
      var result = FeatureMap(output, filledWith: 0)
      result.values = sums.enumerated().map { index, sum in
        channels.output(index % output.channels, sum, stage)
      }
      return result
    }
  }
}
