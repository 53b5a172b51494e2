/// What `schema.fbs` calls Tensor. Numbers in these views are its field numbers.
struct TensorTable {
  let table: FlatBufferTable

  /// Empty for a scalar.
  func shape() throws(TFLiteError) -> FlatBufferVector? {
    try table.vector(0, elementBytes: 4, "shape")
  }

  /// The element's value in the schema's TensorType.
  var elementCode: Int {
    get throws(TFLiteError) { Int(try table.integer(1, default: Int8(0))) }
  }

  var buffer: Int {
    get throws(TFLiteError) { Int(try table.integer(2, default: UInt32(0))) }
  }

  /// The first bytes of the name, enough to tell whether it is too long.
  func name() throws(TFLiteError) -> String? {
    try table.string(3, limit: 2 * FileLimits.nameBytes, "name")
  }

  func quantization() throws(TFLiteError) -> QuantizationTable? {
    try table.table(4, "quantization").map(QuantizationTable.init)
  }

  var isVariable: Bool {
    get throws(TFLiteError) { try table.boolean(5) }
  }

  var isSparse: Bool {
    get throws(TFLiteError) { try table.table(6, "sparsity") != nil }
  }

  /// Not 0 where the bytes lie in another file.
  var externalBuffer: UInt32 {
    get throws(TFLiteError) { try table.integer(10, default: 0) }
  }
}

struct QuantizationTable {
  let table: FlatBufferTable

  func scales() throws(TFLiteError) -> FlatBufferVector? {
    try table.vector(2, elementBytes: 4, "scales")
  }

  func zeroPoints() throws(TFLiteError) -> FlatBufferVector? {
    try table.vector(3, elementBytes: 8, "zero points")
  }

  /// Not 0 for a quantisation of a kind other than scales and zero points.
  var detailsKind: UInt8 {
    get throws(TFLiteError) { try table.integer(4, default: 0) }
  }

  var dimension: Int {
    get throws(TFLiteError) { Int(try table.integer(6, default: Int32(0))) }
  }
}

struct BufferTable {
  let table: FlatBufferTable

  /// The bytes, wherever in the file they are; nil where there are none.
  ///
  /// - Parameter file: all of it: large buffers lie behind the FlatBuffer, at an offset of the
  ///   file.
  func contents(in file: [UInt8]) throws(TFLiteError) -> ArraySlice<UInt8>? {
    let offset: UInt64 = try table.integer(1, default: 0)
    let size: UInt64 = try table.integer(2, default: 0)
    if offset > 1 {
      let (end, overflow) = offset.addingReportingOverflow(size)
      guard !overflow, end <= UInt64(file.count) else {
        throw TFLiteError(
          at: table.offset,
          "expected a buffer within the file's \(file.count) bytes, found offset \(offset), "
            + "size \(size)")
      }
      return size == 0 ? nil : file[Int(offset)..<Int(end)]
    }
    let data = try table.vector(0, elementBytes: 1, "buffer")?.contents
    return data?.isEmpty == false ? data : nil
  }
}
