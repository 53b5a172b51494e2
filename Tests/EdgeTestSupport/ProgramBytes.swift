import EdgeRuntime

/// The bytes of programs and other files of words, for those who change some on purpose.
extension [UInt8] {
  /// The little-endian 32-bit word whose first byte is `offset`.
  public subscript(word offset: Int) -> UInt32 {
    get { (0..<4).reduce(0) { $0 | UInt32(self[offset + $1]) << UInt32(8 * $1) } }
    set {
      for index in 0..<4 {
        self[offset + index] = UInt8(truncatingIfNeeded: newValue >> (8 * index))
      }
    }
  }

  /// Where a table of the program lies.
  public func range(of table: ProgramFormat.Table) -> Range<Int> {
    let entry = ProgramFormat.Field.tables + 8 * table.rawValue
    let start = Int(self[word: entry])
    return start..<start + Int(self[word: entry + 4])
  }

  /// The program with the checksum that fits its other bytes.
  public var sealed: [UInt8] {
    var bytes = self
    bytes[word: ProgramFormat.Field.checksum] = withUnsafeBytes {
      ProgramFormat.checksum(.init(rebasing: $0[ProgramFormat.checksummedFrom...]))
    }
    return bytes
  }
}
