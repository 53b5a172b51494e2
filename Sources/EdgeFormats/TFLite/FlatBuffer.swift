/// A FlatBuffers file, read where it lies: little-endian, at any address, nothing in it trusted.
///
/// Layout as in flatbuffers.dev, "FlatBuffer Internals". Readers follow a schema of fixed depth, so
/// no file can make them recurse, and they bound what vectors that share bytes may cost.
struct FlatBuffer: Sendable {
  let bytes: [UInt8]

  /// - Throws: unless all bytes of the value lie in the file.
  func load<Value: FixedWidthInteger>(_ type: Value.Type, at offset: Int) throws(TFLiteError)
    -> Value
  {
    try check(offset, count: MemoryLayout<Value>.size)
    return bytes.withUnsafeBytes {
      Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
  }

  /// Throws unless `count` bytes from `offset` on lie in the file.
  func check(_ offset: Int, count: Int) throws(TFLiteError) {
    guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else {
      throw TFLiteError(
        at: offset, "expected \(count) bytes within the file's \(bytes.count), found fewer")
    }
  }

  /// Where the offset stored at `location` leads: forwards, into the file, to an address that is a
  /// multiple of 4.
  func target(at location: Int, of what: String) throws(TFLiteError) -> Int {
    let distance = Int(try load(UInt32.self, at: location))
    guard distance > 0, distance < bytes.count - location else {
      throw TFLiteError(
        at: location,
        "\(what): expected an offset into the file's \(bytes.count) bytes, found \(distance)")
    }
    guard (location + distance) % 4 == 0 else {
      throw TFLiteError(
        at: location,
        "\(what): expected an address that is a multiple of 4, found "
          + "\(location + distance)")
    }
    return location + distance
  }

  func root() throws(TFLiteError) -> FlatBufferTable {
    try FlatBufferTable(self, at: try target(at: 0, of: "root table"), "root table")
  }
}
