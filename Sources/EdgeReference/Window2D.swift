/// Where a two-dimensional window lies over an image: what convolutions and pools have in common.
package struct Window2D: Hashable, Sendable {
  package var inHeight, inWidth: Int
  package var outHeight, outWidth: Int
  package var kernelHeight, kernelWidth: Int
  package var strideHeight, strideWidth: Int
  package var dilationHeight, dilationWidth: Int
  package var padTop, padLeft: Int

  package init(
    inHeight: Int, inWidth: Int, outHeight: Int, outWidth: Int, kernelHeight: Int,
    kernelWidth: Int, strideHeight: Int = 1, strideWidth: Int = 1, dilationHeight: Int = 1,
    dilationWidth: Int = 1, padTop: Int = 0, padLeft: Int = 0
  ) {
    self.inHeight = inHeight
    self.inWidth = inWidth
    self.outHeight = outHeight
    self.outWidth = outWidth
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.strideHeight = strideHeight
    self.strideWidth = strideWidth
    self.dilationHeight = dilationHeight
    self.dilationWidth = dilationWidth
    self.padTop = padTop
    self.padLeft = padLeft
  }

  /// Calls `body(tap, input)` for every tap of the window at output pixel (`y`, `x`) that lies
  /// inside the image; `tap` counts row-major over the kernel, `input` over the image's pixels.
  package func forEachTap(y: Int, x: Int, _ body: (_ tap: Int, _ input: Int) -> Void) {
    for ky in 0..<kernelHeight {
      let iy = y * strideHeight - padTop + ky * dilationHeight
      guard iy >= 0, iy < inHeight else { continue }
      for kx in 0..<kernelWidth {
        let ix = x * strideWidth - padLeft + kx * dilationWidth
        guard ix >= 0, ix < inWidth else { continue }
        body(ky * kernelWidth + kx, iy * inWidth + ix)
      }
    }
  }
}
