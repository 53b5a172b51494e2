import EdgeTestSupport

struct Shape: Hashable {
  var images = 1
  var height: Int
  var width: Int
  var channels: Int

  var rows: Int { images * height }
  var rowBytes: Int { width * channels }
  var count: Int { rows * rowBytes }
}

/// A plain array [N, H, W, C], as the definitions of the operators index it.
struct FeatureMap: Equatable {
  let shape: Shape
  var values: [Int8]

  init(_ shape: Shape, filledWith value: Int8) {
    self.shape = shape
    values = Array(repeating: value, count: shape.count)
  }

  /// Random values; now and then only extreme ones, or all the same.
  init(_ shape: Shape, using random: inout SeededGenerator) {
    self.shape = shape
    values = random.int8s(shape.count)
  }

  /// Integers of as many bytes as fill the shape, little-endian.
  init(_ shape: Shape, elements: [Int64]) {
    let elementBytes = shape.count / elements.count
    self.shape = shape
    values = elements.flatMap { element in
      (0..<elementBytes).map { Int8(truncatingIfNeeded: element >> Int64(8 * $0)) }
    }
  }

  /// The signed little-endian integers of `elementBytes` bytes that the values are.
  func elements(of elementBytes: Int) -> [Int] {
    stride(from: 0, to: values.count, by: elementBytes).map { first in
      (1..<elementBytes).reduce(
        elementBytes == 1 ? Int(values[first]) : Int(UInt8(bitPattern: values[first]))
      ) { element, byte in
        let value = values[first + byte]
        let digit = byte == elementBytes - 1 ? Int(value) : Int(UInt8(bitPattern: value))
        return element + digit << (8 * byte)
      }
    }
  }

  subscript(image: Int, y: Int, x: Int, channel: Int) -> Int8 {
    get { values[index(image, y, x, channel)] }
    set { values[index(image, y, x, channel)] = newValue }
  }

  subscript(row row: Int) -> ArraySlice<Int8> {
    get { values[row * shape.rowBytes..<(row + 1) * shape.rowBytes] }
    set {
      values.replaceSubrange(row * shape.rowBytes..<(row + 1) * shape.rowBytes, with: newValue)
    }
  }

  /// The same pixels with only some of their channels.
  func slice(_ channels: Range<Int>) -> FeatureMap {
    var sliceShape = shape
    sliceShape.channels = channels.count
    var slice = FeatureMap(sliceShape, filledWith: 0)
    slice.values.removeAll(keepingCapacity: true)
    for pixel in 0..<shape.rows * shape.width {
      let first = pixel * shape.channels
      slice.values += values[first + channels.lowerBound..<first + channels.upperBound]
    }
    return slice
  }

  /// Calls `body` for every position, images first and channels last.
  static func forEachPosition(in shape: Shape, _ body: (Int, Int, Int, Int) -> Void) {
    for image in 0..<shape.images {
      for y in 0..<shape.height {
        for x in 0..<shape.width {
          for channel in 0..<shape.channels { body(image, y, x, channel) }
        }
      }
    }
  }

  private func index(_ image: Int, _ y: Int, _ x: Int, _ channel: Int) -> Int {
    ((image * shape.height + y) * shape.width + x) * shape.channels + channel
  }
}

extension SeededGenerator {
  mutating func int8() -> Int8 {
    Int8(truncatingIfNeeded: next())
  }

  mutating func int8s(_ count: Int) -> [Int8] {
    switch int(0...7) {
    case 0: (0..<count).map { _ in pick(-128, -127, 127) }
    case 1: Array(repeating: pick(-128, int8(), 127), count: count)
    default: (0..<count).map { _ in int8() }
    }
  }
}
