/// What a field of a FlatBuffers table holds.
enum FlatBufferValue: Hashable, Sendable {
  case int8(Int8)
  case uint8(UInt8)
  case int32(Int32)
  case uint32(UInt32)
  case float(Float)
  case string(String)
  /// At an address that is a multiple of 16, as `schema.fbs` of TensorFlow Lite demands of buffers.
  case bytes([UInt8])
  case int32s([Int32])
  case int64s([Int64])
  case floats([Float])
  case table(FlatBufferFields)
  case tables([FlatBufferFields])

  static func boolean(_ value: Bool) -> FlatBufferValue { .uint8(value ? 1 : 0) }

  static func integers(_ values: [Int]) -> FlatBufferValue {
    .int32s(values.map { Int32(truncatingIfNeeded: $0) })
  }

  /// Of the value in its table: the value itself, or the offset that leads to it.
  var inlineBytes: Int {
    switch self {
    case .int8, .uint8: 1
    default: 4
    }
  }
}

/// A table to be written: its fields by their number.
struct FlatBufferFields: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  var values: [Int: FlatBufferValue]

  init(dictionaryLiteral elements: (Int, FlatBufferValue)...) {
    values = Dictionary(uniqueKeysWithValues: elements)
  }

  subscript(field: Int) -> FlatBufferValue? {
    get { values[field] }
    set { values[field] = newValue }
  }
}
