import CEdgeKernels
import EdgeTestSupport

/// What one input position adds to along one axis.
private struct Spread {
  let size, outputs, kernel, stride, pad: Int

  init(using random: inout SeededGenerator) {
    size = random.int(1...5)
    kernel = random.int(1...5)
    stride = random.int(1...4)
    pad = random.int(0...kernel - 1)
    outputs = max(1, (size - 1) * stride + kernel - pad - random.int(0...2))
  }

  /// The tap through which input `position` reaches output `output`, if it does.
  func tap(from position: Int, to output: Int) -> Int? {
    let tap = output - (position * stride - pad)
    return (0..<kernel).contains(tap) ? tap : nil
  }

  func sources(of output: Int) -> [Int] {
    (0..<size).filter { tap(from: $0, to: output) != nil }
  }
}

extension KernelGenerator {
  static func transposeConv(_ random: inout SeededGenerator) -> KernelCase {
    let (vertical, horizontal) = (Spread(using: &random), Spread(using: &random))
    let inputs = random.int(1...9)
    let input = FeatureMap(
      Shape(
        images: random.int(1...2), height: vertical.size, width: horizontal.size,
        channels: inputs), using: &random)
    let output = Shape(
      images: input.shape.images, height: vertical.outputs, width: horizontal.outputs,
      channels: random.int(1...9))
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
        FeatureMap.forEachPosition(in: output) { outImage, outY, outX, o in
          guard outImage == image, let ky = vertical.tap(from: y, to: outY),
            let kx = horizontal.tap(from: x, to: outX)
          else { return }
          let tap = ky * horizontal.kernel + kx
          let at = (image * output.height + outY) * output.rowBytes + outX * output.channels + o
          sums[at] += value * Int(channels.weights[(o * taps + tap) * inputs + i])
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
