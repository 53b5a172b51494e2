import CEdgeKernels
import EdgeTestSupport

/// Where output positions lie between input positions along one axis, in Q10.
private struct Interpolation {
  let size, scale, offset: Int

  init(from size: Int, to count: Int, using random: inout SeededGenerator) {
    self.size = size
    switch random.int(0...2) {
    case 0 where count > 1:
      (scale, offset) = ((1024 * (size - 1) + (count - 1) / 2) / (count - 1), 0)
    case 1:
      scale = (1024 * size + count / 2) / count
      offset = scale / 2 - 512
    default: (scale, offset) = ((1024 * size + count / 2) / count, 0)
    }
  }

  /// Input positions with their weights in 1024ths; positions beyond the edge are the edge.
  func taps(_ position: Int) -> [(at: Int, weight: Int)] {
    let scaled = min(max(position * scale + offset, 0), (size - 1) * 1024)
    let (lower, rest) = scaled.quotientAndRemainder(dividingBy: 1024)
    return rest == 0 ? [(lower, 1024)] : [(lower, 1024 - rest), (lower + 1, rest)]
  }
}

extension KernelGenerator {
  static func resizeBilinear(_ random: inout SeededGenerator) -> KernelCase {
    let input = FeatureMap(random.smallShape(), using: &random)
    var output = input.shape
    (output.height, output.width) = (random.int(1...13), random.int(1...13))
    let vertical = Interpolation(from: input.shape.height, to: output.height, using: &random)
    let horizontal = Interpolation(from: input.shape.width, to: output.width, using: &random)
    let params = er_resize_bilinear_s8_params(
      in_height: Int32(vertical.size), in_width: Int32(horizontal.size),
      out_height: Int32(output.height), out_width: Int32(output.width),
      channels: Int32(output.channels), scale_h: Int32(vertical.scale),
      scale_w: Int32(horizontal.scale), offset_h: Int32(vertical.offset),
      offset_w: Int32(horizontal.offset))
    let operand = Operand(input, outputWidth: output.width) { row, x in
      let first = row / output.height * vertical.size
      let rows = vertical.taps(row % output.height).map { first + $0.at }
      let columns = horizontal.taps(x).map(\.at)
      return rows[0] * horizontal.size + columns[0]..<rows.last! * horizontal.size + columns.last!
        + 1
    }
    return KernelCase(operands: [operand], output: output, params: bytes(of: params)) {
      var result = FeatureMap(output, filledWith: 0)
      FeatureMap.forEachPosition(in: output) { image, y, x, channel in
        var sum = 0
        for row in vertical.taps(y) {
          for column in horizontal.taps(x) {
            sum += Int(input[image, row.at, column.at, channel]) * row.weight * column.weight
          }
        }
        let magnitude = (abs(sum) + 1 << 19) >> 20
        result[image, y, x, channel] = Int8(sum < 0 ? -magnitude : magnitude)
      }
      return result
    }
  }
}
