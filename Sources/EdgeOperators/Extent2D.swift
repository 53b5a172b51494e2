/// A height and a width; `[h, w]` in model files.
package struct Extent2D: Hashable, Sendable {
  package var height, width: Int

  package init(_ height: Int, _ width: Int) {
    self.height = height
    self.width = width
  }
}

extension Extent2D: Codable {
  package init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    height = try container.decode(Int.self)
    width = try container.decode(Int.self)
    guard container.isAtEnd else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected [height, width], found more")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    try container.encode(height)
    try container.encode(width)
  }
}
