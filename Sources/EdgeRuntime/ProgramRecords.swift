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
    var firstBand: UInt32 { unsafe record[word: 8] }
    /// Bytes before its turns.
    var firstTurn: UInt32 { unsafe record[word: 12] }
    var turnCount: UInt32 { unsafe record[word: 16] }
    var counters: UInt32 { unsafe record[word: 20] }
    var turnBytes: UInt32 { ProgramFormat.turnBytes(members: memberCount) }
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
  /// Rows that a member of a stream computes at a time, the last ones maybe fewer.
  func band(_ index: UInt32) -> UInt32 {
    let band = unsafe entry(.bands, index, ProgramFormat.bandBytes).load(as: UInt16.self)
    return UInt32(UInt16(littleEndian: band))
  }
  /// The member that computes next.
  func turn(_ index: UInt32, of stream: Stream) -> UInt32 {
    let bytes = stream.turnBytes
    let turn = unsafe entry(.turns, stream.firstTurn &+ index &* bytes, 1)
    return unsafe bytes == 1
      ? UInt32(turn.load(as: UInt8.self)) : UInt32(UInt16(littleEndian: turn.load(as: UInt16.self)))
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
