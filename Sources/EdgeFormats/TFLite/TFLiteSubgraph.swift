internal import EdgeIR

/// The subgraph edgerun computes, its lists read and its indices checked; nothing is understood yet.
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
        .unsupported("edgerun computes one subgraph and initializers, found \(others) more"))
    }
  }

  private init(_ subgraph: SubgraphTable, of model: ModelTable, file: [UInt8]) throws(TFLiteError) {
    let codes = try model.operatorCodes()
    try readTensors(try subgraph.tensors(), file: file, buffers: try model.buffers())
    inputs = try checked(try subgraph.inputs(), "subgraph inputs")
    outputs = try checked(try subgraph.outputs(), "subgraph outputs")
    var budget = file.count
    for table in try subgraph.operators() {
      let result: Result<Operator, TFLiteError>
      do throws(TFLiteError) {
        let op = try op(table, codes)
        budget -= op.inputs.count + op.outputs.count
        result = .success(op)
      } catch {
        result = .failure(error)
      }
      operators.append(result)
      guard budget >= 0 else {
        throw TFLiteError(
          at: table.table.offset, "expected lists of operands of their own, found shared ones")
      }
    }
  }

  private mutating func readTensors(
    _ tables: [TensorTable], file: [UInt8], buffers: [BufferTable]
  ) throws(TFLiteError) {
    let reader = TFLiteTensorReader(file: file, buffers: buffers)
    for (index, table) in tables.enumerated() {
      let wanted = try table.name()
      let name = usedNames.unique(wanted, fallback: "tensor\(index)")
      names.append(name)
      do throws(TFLiteError) {
        tensors.append(.success(try reader.tensor(table, name: name)))
      } catch {
        tensors.append(.failure(error.about("tensor \(index) \(name.excerpt)")))
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
