internal import CEdgeKernels
internal import EdgeIR
internal import EdgeReference

extension Window2D {
  /// The window of an operator's attributes over an input of shape `[N, H, W, C]`.
  ///
  /// - Throws: an attribute out of range, or a window larger than the padded image.
  init(
    input: [Int], kernel: Extent2D, stride: Extent2D, dilation: Extent2D = Extent2D(1, 1),
    padding: Padding
  ) throws(OperatorError) {
    for (name, extent) in [("window", kernel), ("stride", stride), ("dilation", dilation)] {
      try Self.check(extent.height, name)
      try Self.check(extent.width, name)
    }
    for (size, step) in [(kernel.height, dilation.height), (kernel.width, dilation.width)]
    where (size - 1) * step >= Self.largestReach {
      throw .mismatch(
        what: "dilated window", expected: "fewer than \(Self.largestReach) positions",
        found: "\((size - 1) * step + 1)")
    }
    let sides = padding.sides
    for side in [sides.top, sides.bottom, sides.left, sides.right] where !(0...65536).contains(side)
    {
      throw .mismatch(what: "padding", expected: "0 to 65536", found: "\(side)")
    }
    let vertical = try padding.resolve(
      input: input[1], window: (kernel.height - 1) * dilation.height + 1, stride: stride.height,
      explicit: (sides.top, sides.bottom))
    let horizontal = try padding.resolve(
      input: input[2], window: (kernel.width - 1) * dilation.width + 1, stride: stride.width,
      explicit: (sides.left, sides.right))
    self.init(
      inHeight: input[1], inWidth: input[2], outHeight: vertical.output,
      outWidth: horizontal.output, kernelHeight: kernel.height, kernelWidth: kernel.width,
      strideHeight: stride.height, strideWidth: stride.width, dilationHeight: dilation.height,
      dilationWidth: dilation.width, padTop: vertical.before, padLeft: horizontal.before)
  }

  /// Keeps every position a kernel computes far inside 32 bits.
  private static let largestReach = 1 << 20

  private static func check(_ value: Int, _ name: String) throws(OperatorError) {
    guard (1...65536).contains(value) else {
      throw .mismatch(what: name, expected: "1 to 65536", found: "\(value)")
    }
  }

  var taps: Int { kernelHeight * kernelWidth }

  /// The pixels a window needs.
  var inputWindow: InputWindow {
    InputWindow(
      rows: AxisWindow(
        stride: strideHeight, before: padTop, span: (kernelHeight - 1) * dilationHeight + 1),
      columns: AxisWindow(
        stride: strideWidth, before: padLeft, span: (kernelWidth - 1) * dilationWidth + 1))
  }

  var params: er_window {
    er_window(
      in_height: Int32(inHeight), in_width: Int32(inWidth), out_height: Int32(outHeight),
      out_width: Int32(outWidth), kernel_h: Int32(kernelHeight), kernel_w: Int32(kernelWidth),
      stride_h: Int32(strideHeight), stride_w: Int32(strideWidth),
      dilation_h: Int32(dilationHeight), dilation_w: Int32(dilationWidth), pad_top: Int32(padTop),
      pad_left: Int32(padLeft))
  }
}

/// Throws unless the type is of rank 4, `[N, H, W, C]`.
func requireImage(_ types: [TensorType], input: Int) throws(OperatorError) -> [Int] {
  let shape = types[input].shape
  guard shape.count == 4 else { throw .rank(input: input, expected: 4...4, found: shape.count) }
  return shape
}
