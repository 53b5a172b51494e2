package import EdgeIR
internal import EdgeReference

/// An operator that slides a window over an image `[N, H, W, C]`, its first input.
package protocol WindowedOperator: Operator {
  /// The operator that computes the same over the image without its outermost rows and pixels, as
  /// many as `border` says, by having them for padding; nil where the window does not fit.
  ///
  /// - Parameter inputs: of this operator, the border being part of the image.
  func absorbing(_ border: Border, _ inputs: [TensorType]) -> (any WindowedOperator)?
}

/// Rows and pixels around an image.
package struct Border: Hashable, Sendable {
  package var top, bottom, left, right: Int

  package init(top: Int, bottom: Int, left: Int, right: Int) {
    self.top = top
    self.bottom = bottom
    self.left = left
    self.right = right
  }
}

extension Conv2D: WindowedOperator {
  package func absorbing(_ border: Border, _ inputs: [TensorType]) -> (any WindowedOperator)? {
    guard let window = try? window(inputs.map(\.shape)) else { return nil }
    var op = self
    op.padding = window.padding(with: border)
    return op
  }
}

extension DepthwiseConv2D: WindowedOperator {
  package func absorbing(_ border: Border, _ inputs: [TensorType]) -> (any WindowedOperator)? {
    guard let window = try? window(inputs.map(\.shape)) else { return nil }
    var op = self
    op.padding = window.padding(with: border)
    return op
  }
}

extension MaxPool2D: WindowedOperator {
  package func absorbing(_ border: Border, _ inputs: [TensorType]) -> (any WindowedOperator)? {
    guard let window = try? geometry(inputs[0].shape) else { return nil }
    var op = self
    op.padding = window.padding(with: border)
    return op
  }
}

extension Window2D {
  /// Explicit padding that adds `border` to what the window has, for as many positions.
  fileprivate func padding(with border: Border) -> Padding {
    let bottom =
      (outHeight - 1) * strideHeight + (kernelHeight - 1) * dilationHeight + 1 - inHeight - padTop
    let right =
      (outWidth - 1) * strideWidth + (kernelWidth - 1) * dilationWidth + 1 - inWidth - padLeft
    return .explicit(
      top: padTop + border.top, bottom: max(0, bottom) + border.bottom,
      left: padLeft + border.left, right: max(0, right) + border.right)
  }
}
