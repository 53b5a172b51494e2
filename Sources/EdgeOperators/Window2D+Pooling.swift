internal import EdgeIR
internal import EdgeReference

extension Window2D {
  /// A pool's window over an input of shape `[N, H, W, C]`.
  ///
  /// - Throws: as for convolutions, and where a window lies in the padding alone or is so large
  ///   that a sum over it could leave 32 bits.
  init(pooling image: [Int], window: Extent2D, stride: Extent2D, padding: Padding)
    throws(OperatorError)
  {
    try self.init(input: image, kernel: window, stride: stride, padding: padding)
    let lastRow = (outHeight - 1) * strideHeight - padTop
    let lastColumn = (outWidth - 1) * strideWidth - padLeft
    guard padTop < kernelHeight, padLeft < kernelWidth, lastRow < inHeight, lastColumn < inWidth
    else {
      throw .mismatch(
        what: "padding", expected: "less than the window on every side", found: "\(padding)")
    }
    let area = min(kernelHeight, inHeight) * min(kernelWidth, inWidth)
    try checkSum(of: area)
  }
}

/// Throws where the sum of `count` int8 values, zero points subtracted, could leave 32 bits.
func checkSum(of count: Int) throws(OperatorError) {
  let bound = count * 255
  guard bound < 1 << 31 else { throw .accumulatorOverflow(channel: 0, bound: bound) }
}
