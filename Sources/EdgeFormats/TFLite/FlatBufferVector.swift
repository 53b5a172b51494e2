/// A vector of a FlatBuffers file: all its elements lie in the file.
struct FlatBufferVector: Sendable {
  private let buffer: FlatBuffer
  private let what: String
  private let elementBytes: Int
  let count: Int
  /// Where the elements lie in the file.
  let bytes: Range<Int>

  init(_ buffer: FlatBuffer, at offset: Int, elementBytes: Int, _ what: String)
    throws(TFLiteError)
  {
    let count = Int(try buffer.load(UInt32.self, at: offset))
    let start = offset + 4
    guard count <= (buffer.bytes.count - start) / elementBytes else {
      throw TFLiteError(
        at: offset,
        "\(what): expected at most \((buffer.bytes.count - start) / elementBytes) elements, as the "
          + "file has room for, found \(count)")
    }
    self.buffer = buffer
    self.what = what
    self.elementBytes = elementBytes
    self.count = count
    bytes = start..<start + count * elementBytes
  }

  var contents: ArraySlice<UInt8> { buffer.bytes[bytes] }

  func integers<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) -> [Value] {
    precondition(MemoryLayout<Value>.size == elementBytes)
    return buffer.bytes.withUnsafeBytes { file in
      bytes.striding(by: elementBytes).map { at in
        Value(littleEndian: file.loadUnaligned(fromByteOffset: at, as: Value.self))
      }
    }
  }

  func floats() -> [Float] { integers(UInt32.self).map { Float(bitPattern: $0) } }

  /// The tables that a vector of offsets leads to.
  func tables(limit: Int) throws(TFLiteError) -> [FlatBufferTable] {
    guard count <= limit else {
      throw TFLiteError(
        at: bytes.lowerBound - 4, "\(what): expected at most \(limit), found \(count)")
    }
    var tables: [FlatBufferTable] = []
    tables.reserveCapacity(count)
    for index in 0..<count {
      let name = "\(what) \(index)"
      let target = try buffer.target(at: bytes.lowerBound + 4 * index, of: name)
      tables.append(try FlatBufferTable(buffer, at: target, name))
    }
    return tables
  }
}

extension Range<Int> {
  fileprivate func striding(by step: Int) -> StrideTo<Int> {
    stride(from: lowerBound, to: upperBound, by: step)
  }
}
