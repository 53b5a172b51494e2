/// Little-endian bytes, appended.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  var count: Int { bytes.count }

  mutating func append(byte: UInt8) { bytes.append(byte) }

  mutating func append(_ value: UInt16) {
    append(byte: UInt8(truncatingIfNeeded: value))
    append(byte: UInt8(truncatingIfNeeded: value >> 8))
  }

  mutating func append(_ value: UInt32) {
    append(UInt16(truncatingIfNeeded: value))
    append(UInt16(truncatingIfNeeded: value >> 16))
  }

  mutating func append(_ value: Int32) { append(UInt32(bitPattern: value)) }

  /// A count, a size or an offset; the program's limits keep it within 32 bits.
  mutating func append(word value: Int) { append(UInt32(truncatingIfNeeded: value)) }

  mutating func append(contentsOf other: some Sequence<UInt8>) { bytes.append(contentsOf: other) }

  /// Appends zeros up to a multiple of `alignment`.
  mutating func align(to alignment: Int) {
    while bytes.count % alignment != 0 { bytes.append(0) }
  }

  /// Replaces the word at `offset`.
  mutating func overwrite(_ value: UInt32, at offset: Int) {
    for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
  }
}
