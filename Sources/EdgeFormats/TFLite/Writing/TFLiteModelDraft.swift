internal import EdgeIR

/// The parts of a file that its subgraphs share, while they grow: each once.
struct TFLiteModelDraft {
  private(set) var codes: [FlatBufferFields] = []
  /// The first is empty: that of tensors without contents.
  private(set) var buffers: [FlatBufferFields] = [[:]]
  private var knownCodes: [FlatBufferFields: Int] = [:]
  private var knownBuffers: [[UInt8]: Int] = [:]

  /// - Parameter name: as `schema.fbs` has it.
  private mutating func code(_ name: String, version: Int) -> Int {
    let code = Int32(BuiltinOperators.names.firstIndex(of: name) ?? 0)
    let table: FlatBufferFields = [
      0: .int8(Int8(min(code, 127))), 2: .int32(Int32(version)), 3: .int32(code),
    ]
    if let known = knownCodes[table] { return known }
    knownCodes[table] = codes.count
    codes.append(table)
    return codes.count - 1
  }

  mutating func buffer(_ contents: [UInt8]) -> Int {
    if let known = knownBuffers[contents] { return known }
    knownBuffers[contents] = buffers.count
    buffers.append([0: .bytes(contents)])
    return buffers.count - 1
  }

  /// - Parameter operands: indices of tensors, -1 for none.
  mutating func op(
    _ name: String, version: Int, inputs: [Int], outputs: [Int], options kind: Int,
    _ options: FlatBufferFields
  ) -> FlatBufferFields {
    var table: FlatBufferFields = [
      0: .uint32(UInt32(code(name, version: version))), 1: .integers(inputs),
      2: .integers(outputs),
    ]
    if kind != 0 { (table[3], table[4]) = (.uint8(UInt8(kind)), .table(options)) }
    return table
  }

  /// - Parameter contents: nil for what is computed.
  mutating func tensor(_ name: String, _ type: TensorType, contents: [UInt8]?)
    -> FlatBufferFields
  {
    var table: FlatBufferFields = [
      0: .integers(type.shape), 1: .int8(TFLiteExportNode.code(type.element)),
      2: .uint32(UInt32(contents.map { buffer($0) } ?? 0)), 3: .string(name), 8: .boolean(true),
    ]
    table[4] = type.quantization.map { .table(Self.quantization($0)) }
    return table
  }

  private static func quantization(_ quantization: Quantization) -> FlatBufferFields {
    [
      2: .floats(quantization.scales), 3: .int64s(quantization.zeroPoints.map(Int64.init)),
      6: .int32(Int32(quantization.axis ?? 0)),
    ]
  }

  /// What stands for a variable where it is read and assigned.
  static func handle(_ name: String) -> FlatBufferFields {
    let resource = TFLiteTensorReader.elements.firstIndex { $0.name == "resource" } ?? 0
    return [0: .int32s([]), 1: .int8(Int8(resource)), 2: .uint32(0), 3: .string(name)]
  }
}

/// A subgraph while it grows.
struct TFLiteSubgraphDraft {
  var tensors: [FlatBufferFields] = []
  var operators: [FlatBufferFields] = []
  var inputs: [Int] = []
  var outputs: [Int] = []

  /// Returns the tensor's index.
  mutating func append(_ tensor: FlatBufferFields) -> Int {
    tensors.append(tensor)
    return tensors.count - 1
  }

  /// Appends VAR_HANDLE; returns the handle's index.
  mutating func appendHandle(_ name: String, _ model: inout TFLiteModelDraft) -> Int {
    let handle = append(TFLiteModelDraft.handle(name))
    operators.append(
      model.op(
        "VAR_HANDLE", version: 1, inputs: [], outputs: [handle], options: 111,
        [0: .string(""), 1: .string(name)]))
    return handle
  }

  func table(named name: String) -> FlatBufferFields {
    [
      0: .tables(tensors), 1: .integers(inputs), 2: .integers(outputs), 3: .tables(operators),
      4: .string(name),
    ]
  }
}
