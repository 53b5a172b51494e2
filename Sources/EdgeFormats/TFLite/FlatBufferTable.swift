/// A table of a FlatBuffers file, its vtable checked.
struct FlatBufferTable: Sendable {
  private let buffer: FlatBuffer
  /// Of the table in the file.
  let offset: Int
  private let tableBytes: Int
  private let vtable: Int
  private let vtableBytes: Int

  /// - Throws: unless the table and its vtable lie in the file.
  init(_ buffer: FlatBuffer, at offset: Int, _ what: String) throws(TFLiteError) {
    self.buffer = buffer
    self.offset = offset
    vtable = offset - Int(try buffer.load(Int32.self, at: offset))
    guard vtable >= 0, vtable % 2 == 0, vtable <= buffer.bytes.count - 4 else {
      throw TFLiteError(
        at: offset, "\(what): expected a vtable at an even address of the file, found \(vtable)")
    }
    vtableBytes = Int(try buffer.load(UInt16.self, at: vtable))
    tableBytes = Int(try buffer.load(UInt16.self, at: vtable + 2))
    guard vtableBytes >= 4, vtableBytes % 2 == 0, vtableBytes <= buffer.bytes.count - vtable else {
      throw TFLiteError(
        at: vtable, "\(what): expected an even vtable size that fits the file, found \(vtableBytes)"
      )
    }
    guard tableBytes >= 4, tableBytes <= buffer.bytes.count - offset else {
      throw TFLiteError(
        at: vtable + 2, "\(what): expected a table size that fits the file, found \(tableBytes)")
    }
  }

  /// Where the field lies; nil where it is absent and its default counts.
  private func location(of field: Int, bytes count: Int) throws(TFLiteError) -> Int? {
    let slot = 4 + 2 * field
    guard slot + 2 <= vtableBytes else { return nil }
    let distance = Int(try buffer.load(UInt16.self, at: vtable + slot))
    guard distance != 0 else { return nil }
    guard distance >= 4, distance + count <= tableBytes else {
      throw TFLiteError(
        at: vtable + slot,
        "field \(field): expected a place in its table of \(tableBytes) bytes, found \(distance)")
    }
    return offset + distance
  }

  func has(_ field: Int) throws(TFLiteError) -> Bool {
    try location(of: field, bytes: 1) != nil
  }

  func integer<Value: FixedWidthInteger>(_ field: Int, default value: Value)
    throws(TFLiteError) -> Value
  {
    guard let location = try location(of: field, bytes: MemoryLayout<Value>.size) else {
      return value
    }
    return try buffer.load(Value.self, at: location)
  }

  func float(_ field: Int, default value: Float) throws(TFLiteError) -> Float {
    Float(bitPattern: try integer(field, default: value.bitPattern))
  }

  func boolean(_ field: Int) throws(TFLiteError) -> Bool {
    try integer(field, default: UInt8(0)) != 0
  }

  func table(_ field: Int, _ what: String) throws(TFLiteError) -> FlatBufferTable? {
    guard let location = try location(of: field, bytes: 4) else { return nil }
    return try FlatBufferTable(buffer, at: try buffer.target(at: location, of: what), what)
  }

  func vector(_ field: Int, elementBytes: Int, _ what: String) throws(TFLiteError)
    -> FlatBufferVector?
  {
    guard let location = try location(of: field, bytes: 4) else { return nil }
    return try FlatBufferVector(
      buffer, at: try buffer.target(at: location, of: what), elementBytes: elementBytes, what)
  }

  /// The string's first bytes, at most `limit`; what is not UTF-8 is replaced.
  func string(_ field: Int, limit: Int, _ what: String) throws(TFLiteError) -> String? {
    guard let vector = try vector(field, elementBytes: 1, what) else { return nil }
    guard try buffer.load(UInt8.self, at: vector.bytes.upperBound) == 0 else {
      throw TFLiteError(at: vector.bytes.upperBound, "\(what): expected a terminating 0")
    }
    let shown = vector.bytes.prefix(limit)
    return String(decoding: buffer.bytes[shown], as: UTF8.self)
  }
}
