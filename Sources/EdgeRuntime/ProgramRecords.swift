// The entries of a program's tables, read where they lie.

extension Program {
  /// One call of a kernel, or, for kernel 0, the rows of an input that is fed.
  @safe struct Step {
    let record: UnsafeRawPointer
    var kernel: UInt16 { unsafe record.load(as: UInt16.self) }
    var inputCount: UInt32 { unsafe UInt32(record.load(fromByteOffset: 2, as: UInt8.self)) }
    var outputCount: UInt32 { unsafe UInt32(record.load(fromByteOffset: 3, as: UInt8.self)) }
    var firstView: UInt32 { unsafe record[word: 4] }
    var params: UInt32 { unsafe record[word: 8] }
    var constants: UInt32 { unsafe record[word: 12] }
    var scratch: UInt32 { unsafe record[word: 16] }
    var firstRow: UInt32 { unsafe record[word: 20] }
    var rowCount: UInt32 { unsafe record[word: 24] }
    var rowStep: Int32 { unsafe Int32(bitPattern: record[word: 28]) }
    var isFed: Bool { kernel == ProgramFormat.fedKernel }
  }

  @safe struct View {
    let record: UnsafeRawPointer
    var location: UInt32 { unsafe record[word: 0] }
    var pixelBytes: UInt32 { unsafe record[word: 4] }
    var rowBytes: UInt32 { unsafe record[word: 8] }
    var ring: UInt32 { unsafe record[word: 12] }
    var width: UInt32 { unsafe record[word: 16] }
    var channels: UInt32 { unsafe record[word: 20] }
    /// Of `ring` slots; `ProgramFormat.noSlots` where rows follow each other.
    var firstSlot: UInt32 { unsafe record[word: 24] }
  }

  /// A range of steps that run row by row.
  @safe struct Stream {
    let record: UnsafeRawPointer
    var firstStep: UInt32 { unsafe record[word: 0] }
    var memberCount: UInt32 { unsafe record[word: 4] }
    var firstMember: UInt32 { unsafe record[word: 8] }
    var counters: UInt32 { unsafe record[word: 12] }
  }

  @safe struct Member {
    let record: UnsafeRawPointer
    var firstNeed: UInt32 { unsafe record[word: 0] }
    var needCount: UInt32 { unsafe record[word: 4] & 0xffff }
    /// Rows that it computes at a time, the last ones maybe fewer.
    var band: UInt32 { unsafe record[word: 4] >> 16 & UInt32(ProgramFormat.bandRows) }
    var isSink: Bool { unsafe record[word: 4] >> 16 & UInt32(ProgramFormat.sinkBit) != 0 }
  }

  /// Before row `y`, the last of a band, the writer must have done
  /// `min((y * stride + reach) / divisor, extent)` rows.
  @safe struct Need {
    let record: UnsafeRawPointer
    var writer: UInt32 { unsafe record[word: 0] }
    var stride: Int32 { unsafe Int32(record[word: 4] & 0xffff) }
    var divisor: Int32 { unsafe Int32(record[word: 4] >> 16) }
    var reach: Int32 { unsafe Int32(bitPattern: record[word: 8]) }
    var extent: Int32 { unsafe Int32(bitPattern: record[word: 12]) }
  }

  func step(_ index: UInt32) -> Step {
    unsafe Step(record: entry(.steps, index, ProgramFormat.stepBytes))
  }
  func view(_ index: UInt32) -> View {
    unsafe View(record: entry(.views, index, ProgramFormat.viewBytes))
  }
  func stream(_ index: UInt32) -> Stream {
    unsafe Stream(record: entry(.streams, index, ProgramFormat.streamBytes))
  }
  func member(_ index: UInt32) -> Member {
    unsafe Member(record: entry(.members, index, ProgramFormat.memberBytes))
  }
  func need(_ index: UInt32) -> Need {
    unsafe Need(record: entry(.needs, index, ProgramFormat.needBytes))
  }

  private func entry(_ table: ProgramFormat.Table, _ index: UInt32, _ bytes: Int)
    -> UnsafeRawPointer
  {
    unsafe first(table) + Int(index) &* bytes
  }
}

extension UnsafeRawPointer {
  /// The little-endian word so many bytes further.
  subscript(word offset: Int) -> UInt32 {
    unsafe UInt32(littleEndian: load(fromByteOffset: offset, as: UInt32.self))
  }
}
