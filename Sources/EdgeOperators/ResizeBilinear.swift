private import CEdgeKernels
package import EdgeIR

/// `[N, H, W, C]` with other numbers of rows and pixels, interpolated between those of the input.
package struct ResizeBilinear: Operator {
  package static let name = "resize_bilinear"
  package static let inputCount = 1...1

  package var size: Extent2D
  /// Whether the first and last positions stay where they are.
  package var alignCorners: Bool
  /// Whether positions are those of the pixels' centres; not together with `alignCorners`.
  package var halfPixelCenters: Bool

  package init(size: Extent2D, alignCorners: Bool = false, halfPixelCenters: Bool = false) {
    self.size = size
    self.alignCorners = alignCorners
    self.halfPixelCenters = halfPixelCenters
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    try requireOneScale(inputs[0])
    let shape = try requireImage(inputs, input: 0)
    try size.checkResized()
    guard !(alignCorners && halfPixelCenters) else {
      throw .mismatch(
        what: "alignCorners and halfPixelCenters", expected: "one of them at most", found: "both")
    }
    guard shape[1] <= 65536, shape[2] <= 65536 else {
      throw .unsupported(
        what: "input 0", expected: "at most 65536 rows and pixels", found: "\(shape)")
    }
    let resized = [shape[0], size.height, size.width, shape[3]]
    return [TensorType(.int8, resized, inputs[0].quantization)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let (x, shape) = (inputs[0], inputs[0].shape)
    let rows = taps(from: shape[1], to: size.height)
    let columns = taps(from: shape[2], to: size.width)
    var result = FloatTensor(shape: [shape[0], size.height, size.width, shape[3]], values: [])
    for image in 0..<shape[0] {
      for row in rows {
        for column in columns {
          let pixels = row.flatMap { y in
            column.map { x in
              (first: ((image * shape[1] + y.at) * shape[2] + x.at) * shape[3], y.weight * x.weight)
            }
          }
          result.values += (0..<shape[3]).map { channel in
            pixels.reduce(0) { $0 + x.values[$1.first + channel] * $1.1 }
          }
        }
      }
    }
    return [result]
  }

  /// By output position: the input positions around it, and their weights.
  private func taps(from size: Int, to count: Int) -> [[(at: Int, weight: Float)]] {
    let isAligned = alignCorners && count > 1
    let scale = isAligned ? Float(size - 1) / Float(count - 1) : Float(size) / Float(count)
    return (0..<count).map { position in
      let shift: Float = halfPixelCenters ? 0.5 : 0
      let exact = min(max((Float(position) + shift) * scale - shift, 0), Float(size - 1))
      let lower = Int(exact)
      let weight = exact - Float(lower)
      return [(lower, 1 - weight), (min(lower + 1, size - 1), weight)]
    }
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let (x, y) = (FeatureShape(inputs[0]), FeatureShape(outputs[0]))
    let vertical = axis(from: x.height, to: y.height)
    let horizontal = axis(from: x.width, to: y.width)
    let params = er_resize_bilinear_s8_params(
      in_height: Int32(x.height), in_width: Int32(x.width), out_height: Int32(y.height),
      out_width: Int32(y.width), channels: Int32(y.channels), scale_h: vertical.scale,
      scale_w: horizontal.scale, offset_h: vertical.offset, offset_w: horizontal.offset)
    return [
      KernelCall(
        kernel: UInt16(er_resize_bilinear_s8), inputs: [x.operand(0)], outputs: [y.operand(0)],
        params: members(of: params), rows: y.rows, images: x.batches,
        windows: [window(vertical, from: x.height, to: y.height).map { InputWindow(rows: $0) }])
    ]
  }

  /// Of the two rows that the kernel reads for each of its own.
  private func window(_ axis: (scale: Int32, offset: Int32), from size: Int, to count: Int)
    -> AxisWindow?
  {
    let needs = (0..<count).map { position in
      let scaled = position * Int(axis.scale) + Int(axis.offset)
      let (lower, upper) = (scaled / 1024, (scaled + 1023) / 1024)
      return min(max(lower, 0), size - 1)..<min(max(upper, 0), size - 1) + 1
    }
    return AxisWindow(covering: needs, of: size)
  }

  /// Scale and offset of input positions in Q10, rounded as TensorFlow Lite's
  /// `ResizeBilinearInteger` does.
  private func axis(from size: Int, to count: Int) -> (scale: Int32, offset: Int32) {
    let isAligned = alignCorners && count > 1
    let (numerator, denominator) = isAligned ? (size - 1, count - 1) : (size, count)
    let scale = Int32((1024 * numerator + denominator / 2) / denominator)
    return (scale, halfPixelCenters ? scale / 2 - 512 : 0)
  }
}
