/// What one element of a tensor is.
package enum ElementType: String, Codable, Sendable, CaseIterable {
  case int8, uint8, int16, int32, int64, float32, bool

  package var bytes: Int {
    switch self {
    case .int8, .uint8, .bool: 1
    case .int16: 2
    case .int32, .float32: 4
    case .int64: 8
    }
  }

  /// The values a quantised element can take; nil for elements that are never quantised.
  package var quantizedRange: ClosedRange<Int>? {
    switch self {
    case .int8: -128...127
    case .uint8: 0...255
    case .int16: -32768...32767
    case .int32: Int(Int32.min)...Int(Int32.max)
    case .int64, .float32, .bool: nil
    }
  }
}
