internal import EdgeIR

/// The subgraph edgerun computes, its lists read and its indices checked; nothing is understood
/// yet.
struct TFLiteSubgraph {
  /// A line of the file's table of operators.
  struct OperatorCode {
    /// As `schema.fbs` has it, or what the file calls a custom one.
    var name: String
    var isCustom: Bool
    var version: Int
  }

  struct Operator {
    var code: OperatorCode
    /// Nil where the file says that there is none.
    var inputs: [Int?]
    var outputs: [Int]
    /// Of the options, in the schema's BuiltinOptions.
    var optionsKind: Int
    var options: FlatBufferTable?
    /// Whether reading the file did all there is to do.
    var isSettled = false
  }

  private(set) var inputs: [Int] = []
  private(set) var outputs: [Int] = []
  private(set) var names: [String] = []
  /// Each of them, or why it cannot be used.
  private(set) var tensors: [Result<TFLiteTensor, TFLiteError>] = []
  private(set) var operators: [Result<Operator, TFLiteError>] = []
  /// What stands in the way beside that.
  private(set) var errors: [TFLiteError] = []
  /// Names given to tensors so far.
  private(set) var usedNames = TFLiteNames()

  /// - Throws: where the file is broken so that not even lists can be read.
  init(_ model: ModelTable, file: [UInt8]) throws(TFLiteError) {
    let subgraphs = try model.subgraphs()
    guard let subgraph = subgraphs.first else {
      throw TFLiteError(at: model.table.offset, "expected a subgraph, found none")
    }
    try self.init(subgraph, of: model, file: file)
    let variables = TFLiteVariables(self) { index throws(TFLiteError) in
      guard subgraphs.indices.contains(index) else {
        throw TFLiteError("expected one of \(subgraphs.count) subgraphs, found \(index)")
      }
      return try TFLiteSubgraph(subgraphs[index], of: model, file: file)
    }
    (tensors, operators) = (variables.tensors, variables.operators)
    errors += variables.errors
    let others = subgraphs.count - 1 - variables.initializers.count
    if others > 0 {
      errors.append(
        .unsupported(
          "edgerun computes one subgraph, found \(others + 1) that are no initializers of variables"
        ))
    }
  }

  private init(_ subgraph: SubgraphTable, of model: ModelTable, file: [UInt8]) throws(TFLiteError) {
    let (codes, buffers) = (try model.operatorCodes(), try model.buffers())
    try readTensors(try subgraph.tensors(), file: file, buffers: buffers)
    inputs = try checked(try subgraph.inputs(), "subgraph inputs")
    outputs = try checked(try subgraph.outputs(), "subgraph outputs")
    try readOperators(try subgraph.operators(), codes, file: file)
    try checkOfflinePlan(try model.metadata(), buffers, file: file)
    tensors = withoutLegacyTensors()
  }

  private mutating func readOperators(
    _ tables: [OperatorTable], _ codes: [OperatorCodeTable], file: [UInt8]
  ) throws(TFLiteError) {
    var budget = file.count
    for table in tables {
      do throws(TFLiteError) {
        let op = try op(table, codes)
        budget -= op.inputs.count + op.outputs.count
        operators.append(.success(op))
      } catch {
        operators.append(.failure(error))
      }
      guard budget >= 0 else {
        throw TFLiteError(
          at: table.table.offset,
          "expected operands of its own for each operator, found shared ones")
      }
    }
  }

  private mutating func checkOfflinePlan(
    _ metadata: [MetadataTable], _ buffers: [BufferTable], file: [UInt8]
  ) throws(TFLiteError) {
    for entry in metadata where try entry.name() == TFLiteOfflinePlan.name {
      do throws(TFLiteError) {
        let index = try entry.buffer
        guard buffers.indices.contains(index) else {
          throw TFLiteError("expected one of \(buffers.count) buffers, found \(index)")
        }
        let contents = try buffers[index].contents(in: file) ?? []
        try TFLiteOfflinePlan(contents, tensorCount: tensors.count).check(self)
      } catch {
        errors.append(error.about("metadata \(TFLiteOfflinePlan.name)"))
      }
      return
    }
  }

  private mutating func readTensors(
    _ tables: [TensorTable], file: [UInt8], buffers: [BufferTable]
  ) throws(TFLiteError) {
    let reader = TFLiteTensorReader(file: file, buffers: buffers)
    var budget = 4 * file.count
    for (index, table) in tables.enumerated() {
      let wanted = try table.name()
      budget -= wanted?.utf8.count ?? 0
      let name = usedNames.unique(wanted, fallback: "tensor\(index)")
      names.append(name)
      do throws(TFLiteError) {
        let tensor = try reader.tensor(table, name: name)
        budget -= tensor.type.quantization?.scales.count ?? 0
        tensors.append(.success(tensor))
      } catch {
        tensors.append(.failure(error.about("tensor \(index) \(name.excerpt)")))
      }
      guard budget >= 0 else {
        throw TFLiteError(
          at: table.table.offset,
          "expected names and scales of its own for each tensor, found shared ones")
      }
    }
  }

  private func op(_ table: OperatorTable, _ codes: [OperatorCodeTable]) throws(TFLiteError)
    -> Operator
  {
    let index = try table.opcodeIndex
    guard codes.indices.contains(index) else {
      throw TFLiteError(
        at: table.table.offset, "expected one of \(codes.count) operator codes, found \(index)")
    }
    let inputs = try table.inputs()
    _ = try checked(inputs.filter { $0 != -1 }, "inputs")
    return Operator(
      code: try code(codes[index]), inputs: inputs.map { $0 == -1 ? nil : $0 },
      outputs: try checked(try table.outputs(), "outputs"), optionsKind: try table.optionsKind,
      options: try table.options())
  }

  private func code(_ table: OperatorCodeTable) throws(TFLiteError) -> OperatorCode {
    let code = try table.builtinCode
    let version = try table.version
    guard code != BuiltinOperators.custom else {
      let name = try table.customCode() ?? ""
      return OperatorCode(name: TFLiteNames.printable(name), isCustom: true, version: version)
    }
    return OperatorCode(name: BuiltinOperators.name(code), isCustom: false, version: version)
  }

  /// Tensor indices, all of which exist.
  private func checked(_ indices: [Int], _ what: String) throws(TFLiteError) -> [Int] {
    if let wrong = indices.first(where: { !tensors.indices.contains($0) }) {
      throw TFLiteError("\(what): expected one of \(tensors.count) tensors, found index \(wrong)")
    }
    return indices
  }
}
