import CEdgeKernels
import EdgeTestSupport

/// A window over an image, with the shapes on both of its sides.
struct RandomWindow {
  let raw: er_window
  let images: Int

  /// Kernels may be larger than the image, strides larger than the kernel. Windows that may dilate
  /// may also lie wholly behind the image. Some images are one column, which may be long; some
  /// kernels are 3 x 3 with strides of 1, as most are that networks have.
  init(dilates: Bool, using random: inout SeededGenerator) {
    let isColumn = random.oneIn(6)
    let isCommon = !isColumn && random.oneIn(5)
    let longest = isColumn && random.oneIn(4) ? 640 : 7
    let vertical = Axis(dilates: dilates, longest: longest, isCommon: isCommon, using: &random)
    let horizontal =
      isColumn
      ? Axis() : Axis(dilates: dilates, longest: 7, isCommon: isCommon, using: &random)
    images = isColumn ? 1 : random.int(1...3)
    raw = er_window(
      in_height: Int32(vertical.size), in_width: Int32(horizontal.size),
      out_height: Int32(vertical.outputs), out_width: Int32(horizontal.outputs),
      kernel_h: Int32(vertical.kernel), kernel_w: Int32(horizontal.kernel),
      stride_h: Int32(vertical.stride), stride_w: Int32(horizontal.stride),
      dilation_h: Int32(vertical.dilation), dilation_w: Int32(horizontal.dilation),
      pad_top: Int32(vertical.pad), pad_left: Int32(horizontal.pad))
  }

  /// 3 x 3 with a stride of 1.
  static func common(using random: inout SeededGenerator) -> RandomWindow {
    while true {
      let window = RandomWindow(dilates: false, using: &random)
      let raw = window.raw
      if raw.kernel_h == 3, raw.kernel_w == 3, raw.stride_h == 1, raw.stride_w == 1 {
        return window
      }
    }
  }

  /// One row of windows as high as the image, side by side.
  init(height: Int, width: Int, kernelWidth: Int) {
    images = 1
    raw = er_window(
      in_height: Int32(height), in_width: Int32(width), out_height: 1,
      out_width: Int32(width - kernelWidth + 1), kernel_h: Int32(height),
      kernel_w: Int32(kernelWidth), stride_h: 1, stride_w: 1, dilation_h: 1, dilation_w: 1,
      pad_top: 0, pad_left: 0)
  }

  var taps: Int { Int(raw.kernel_h * raw.kernel_w) }

  func input(channels: Int) -> Shape {
    Shape(
      images: images, height: Int(raw.in_height), width: Int(raw.in_width), channels: channels)
  }

  func output(channels: Int) -> Shape {
    Shape(
      images: images, height: Int(raw.out_height), width: Int(raw.out_width), channels: channels)
  }

  /// The input rows from the first to the last tap inside the image.
  func rows(for outputRow: Int) -> Range<Int> {
    let height = Int(raw.in_height)
    let (image, y) = outputRow.quotientAndRemainder(dividingBy: Int(raw.out_height))
    let inside = (0..<Int(raw.kernel_h))
      .map { y * Int(raw.stride_h) - Int(raw.pad_top) + $0 * Int(raw.dilation_h) }
      .filter { (0..<height).contains($0) }
    guard let first = inside.first, let last = inside.last else { return 0..<0 }
    return image * height + first..<image * height + last + 1
  }

  /// The input pixels, counted through all rows, from the first to the last tap inside the image.
  func pixels(for outputRow: Int, x: Int) -> Range<Int> {
    let (image, y) = outputRow.quotientAndRemainder(dividingBy: Int(raw.out_height))
    var taps: [Int] = []
    forEachTap(y: y, x: x) { _, inputY, inputX in
      taps.append((image * Int(raw.in_height) + inputY) * Int(raw.in_width) + inputX)
    }
    guard let first = taps.first, let last = taps.last else { return 0..<0 }
    return first..<last + 1
  }

  /// Calls `body` with the kernel position and the input position of every tap inside the image.
  func forEachTap(y: Int, x: Int, _ body: (_ tap: Int, _ inputY: Int, _ inputX: Int) -> Void) {
    for ky in 0..<Int(raw.kernel_h) {
      for kx in 0..<Int(raw.kernel_w) {
        let inputY = y * Int(raw.stride_h) - Int(raw.pad_top) + ky * Int(raw.dilation_h)
        let inputX = x * Int(raw.stride_w) - Int(raw.pad_left) + kx * Int(raw.dilation_w)
        guard (0..<Int(raw.in_height)).contains(inputY) else { continue }
        guard (0..<Int(raw.in_width)).contains(inputX) else { continue }
        body(ky * Int(raw.kernel_w) + kx, inputY, inputX)
      }
    }
  }
}

private struct Axis {
  let size, kernel, stride, dilation, pad, outputs: Int

  /// One position that one tap covers.
  init() { (size, kernel, stride, dilation, pad, outputs) = (1, 1, 1, 1, 0, 1) }

  init(dilates: Bool, longest: Int, isCommon: Bool, using random: inout SeededGenerator) {
    size = random.int(1...longest)
    kernel = isCommon ? 3 : random.oneIn(3) ? 1 : random.int(1...5)
    stride = isCommon || random.oneIn(2) ? 1 : random.int(1...4)
    dilation = dilates && !isCommon && random.oneIn(3) ? random.int(2...3) : 1
    let extent = (kernel - 1) * dilation + 1
    pad = random.oneIn(2) ? 0 : random.int(0...extent - 1)
    let shortfall = max(0, extent - size - pad)
    let empty = dilates && random.oneIn(4) ? random.int(1...4) : 0
    let padBehind = random.int(min(shortfall, extent - 1)...extent - 1) + empty
    outputs = (size + pad + padBehind - extent) / stride + 1
  }
}
