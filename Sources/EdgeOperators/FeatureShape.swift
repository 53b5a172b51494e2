internal import EdgeIR

/// A tensor's shape as kernels see it: images of rows of pixels of channels. Lower ranks are filled
/// up with ones in front; of higher ranks the leading axes count as batches.
struct FeatureShape: Hashable {
  var batches, height, width, channels: Int

  init(_ shape: [Int]) {
    let padded = Array(repeating: 1, count: max(0, 4 - shape.count)) + shape
    batches = padded.dropLast(3).reduce(1, *)
    height = padded[padded.count - 3]
    width = padded[padded.count - 2]
    channels = padded[padded.count - 1]
  }

  /// The tensor in bytes: a wide element counts as so many channels. What operators see that only
  /// move elements, and all others, whose elements are int8.
  init(_ tensor: Tensor) {
    self.init(tensor.type.shape, elementBytes: tensor.type.element.bytes)
  }

  init(_ shape: [Int], elementBytes: Int) {
    self.init(shape)
    channels *= elementBytes
  }

  var rows: Int { batches * height }
  var rowBytes: Int { width * channels }

  /// All of a tensor of this shape.
  func operand(_ position: Int) -> Operand {
    Operand(
      position: position, pixelBytes: channels, rowBytes: rowBytes, rows: rows, width: width,
      channels: channels)
  }

  /// An axis of a tensor of rank `rank` as one of these four, batches being 0.
  static func axis(_ axis: Int, rank: Int) -> Int { max(0, axis + 4 - rank) }
}
