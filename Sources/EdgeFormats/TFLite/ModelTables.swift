internal import EdgeIR

/// What `schema.fbs` of TensorFlow Lite calls Model. Numbers in these views are its field numbers.
struct ModelTable {
  let table: FlatBufferTable

  var version: UInt32 {
    get throws(TFLiteError) { try table.integer(0, default: 0) }
  }

  func operatorCodes() throws(TFLiteError) -> [OperatorCodeTable] {
    try tables(1, "operator code", limit: Limits.nodes).map(OperatorCodeTable.init)
  }

  func subgraphs() throws(TFLiteError) -> [SubgraphTable] {
    try tables(2, "subgraph", limit: Limits.nodes).map(SubgraphTable.init)
  }

  func buffers() throws(TFLiteError) -> [BufferTable] {
    try tables(4, "buffer", limit: Limits.tensors).map(BufferTable.init)
  }

  func metadata() throws(TFLiteError) -> [MetadataTable] {
    try tables(6, "metadata", limit: Limits.nodes).map(MetadataTable.init)
  }

  /// The contents of the first entry of this name; nil where there is none.
  func metadata(_ name: String, in file: [UInt8]) throws(TFLiteError) -> ArraySlice<UInt8>? {
    for entry in try metadata() where try entry.name() == name {
      let (index, buffers) = (try entry.buffer, try buffers())
      guard buffers.indices.contains(index) else {
        throw TFLiteError(
          "metadata \(name): expected one of \(buffers.count) buffers, found \(index)")
      }
      return try buffers[index].contents(in: file) ?? []
    }
    return nil
  }

  private func tables(_ field: Int, _ what: String, limit: Int) throws(TFLiteError)
    -> [FlatBufferTable]
  {
    try table.vector(field, elementBytes: 4, what)?.tables(limit: limit) ?? []
  }
}

struct OperatorCodeTable {
  let table: FlatBufferTable

  /// The code's value in the schema's BuiltinOperator. Old files only have the byte, new ones may
  /// have both; the larger one counts, as in TensorFlow Lite's `GetBuiltinCode`.
  var builtinCode: Int {
    get throws(TFLiteError) {
      max(Int(try table.integer(0, default: Int8(0))), Int(try table.integer(3, default: Int32(0))))
    }
  }

  func customCode() throws(TFLiteError) -> String? {
    try table.string(1, limit: FileLimits.nameBytes, "custom code")
  }

  var version: Int {
    get throws(TFLiteError) { Int(try table.integer(2, default: Int32(1))) }
  }
}

struct SubgraphTable {
  let table: FlatBufferTable

  func tensors() throws(TFLiteError) -> [TensorTable] {
    let vector = try table.vector(0, elementBytes: 4, "tensor")
    return try vector?.tables(limit: Limits.tensors).map(TensorTable.init) ?? []
  }

  func inputs() throws(TFLiteError) -> [Int] {
    try table.operands(1, "subgraph inputs")
  }

  func outputs() throws(TFLiteError) -> [Int] {
    try table.operands(2, "subgraph outputs")
  }

  func operators() throws(TFLiteError) -> [OperatorTable] {
    let vector = try table.vector(3, elementBytes: 4, "operator")
    return try vector?.tables(limit: Limits.nodes).map(OperatorTable.init) ?? []
  }

  func name() throws(TFLiteError) -> String? {
    try table.string(4, limit: FileLimits.nameBytes, "subgraph name")
  }
}

struct OperatorTable {
  let table: FlatBufferTable

  var opcodeIndex: Int {
    get throws(TFLiteError) { Int(try table.integer(0, default: UInt32(0))) }
  }

  func inputs() throws(TFLiteError) -> [Int] { try table.operands(1, "inputs") }
  func outputs() throws(TFLiteError) -> [Int] { try table.operands(2, "outputs") }

  /// Which options these are: their value in the schema's BuiltinOptions, 0 for none.
  var optionsKind: Int {
    get throws(TFLiteError) { Int(try table.integer(3, default: UInt8(0))) }
  }

  func options() throws(TFLiteError) -> FlatBufferTable? { try table.table(4, "builtin options") }

  func customOptions() throws(TFLiteError) -> ArraySlice<UInt8>? {
    try table.vector(5, elementBytes: 1, "custom options")?.contents
  }
}

struct MetadataTable {
  let table: FlatBufferTable

  func name() throws(TFLiteError) -> String? {
    try table.string(0, limit: FileLimits.nameBytes, "metadata name")
  }

  var buffer: Int {
    get throws(TFLiteError) { Int(try table.integer(1, default: UInt32(0))) }
  }
}

extension FlatBufferTable {
  /// Tensor indices; absent is empty.
  fileprivate func operands(_ field: Int, _ what: String) throws(TFLiteError) -> [Int] {
    guard let vector = try vector(field, elementBytes: 4, what) else { return [] }
    guard vector.count <= Limits.operandsPerNode else {
      throw TFLiteError(
        at: vector.bytes.lowerBound - 4,
        "\(what): expected at most \(Limits.operandsPerNode), found \(vector.count)")
    }
    return vector.integers(Int32.self).map { Int($0) }
  }
}
