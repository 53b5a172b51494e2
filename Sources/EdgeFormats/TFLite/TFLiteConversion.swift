internal import EdgeIR

/// Makes a graph of a subgraph: of the operators its outputs need, row by row.
struct TFLiteConversion {
  private let subgraph: TFLiteSubgraph
  private let known: Set<String>
  private(set) var issues = TFLiteIssues()
  private(set) var warnings: [String] = []

  /// By operator of the file, for those that could be converted.
  private var mappings: [Int: TFLiteMapping] = [:]
  /// The operators an output needs.
  private var needed: Set<Int> = []
  /// Operators no row converts, by name and version.
  private var unsupported: [String: [Int]] = [:]

  /// - Parameter operators: names of those a graph may have.
  init(_ subgraph: TFLiteSubgraph, operators: Set<String>) {
    self.subgraph = subgraph
    known = operators
  }

  /// The graph; not to be used where there are issues then.
  ///
  /// - Parameters:
  ///   - name: the graph's, unless `names` has one.
  ///   - names: what the file says of them, if it does.
  mutating func graph(named name: String, _ names: TFLiteNodeNames?) -> Graph {
    for error in subgraph.errors { issues.add(error) }
    convertNeeded()
    reportUnsupported()
    warnOfUnneeded()
    if let warning = subgraph.legacyWarning { warnings.append(warning) }
    var assembly = TFLiteAssembly(subgraph, named: name, fitting(names))
    let result = assembly.assemble(mappings, needed: needed)
    for error in assembly.errors { issues.add(error) }
    for error in result.verify() where !(error.cause == .noOutputs && !issues.isEmpty) {
      issues.add(
        TFLiteError(
          error.message(in: result), kind: error.isUnsupported ? .unsupported : .malformed))
    }
    return result
  }

  /// Nil, with a warning, for names of other operators: a tool that does not know of them has
  /// changed the file.
  private mutating func fitting(_ names: TFLiteNodeNames?) -> TFLiteNodeNames? {
    guard let names, names.operators.count != subgraph.operators.count else { return names }
    warnings.append(
      "metadata \(TFLiteNodeNames.name): expected names of \(subgraph.operators.count) operators, "
        + "found \(names.operators.count); they are left out")
    return nil
  }

  /// Walks back from the outputs. What only feeds attributes, such as the computed shape of a
  /// reshape, is not reached.
  private mutating func convertNeeded() {
    var writers: [Int: [Int]] = [:]
    for (index, op) in subgraph.operators.enumerated() {
      guard let op = try? op.get(), !op.isSettled else { continue }
      for output in op.outputs { writers[output, default: []].append(index) }
    }
    var open = subgraph.operators.indices.filter { index in
      guard let op = try? subgraph.operators[index].get() else { return true }
      return op.outputs.isEmpty && !op.isSettled
    }
    open += subgraph.outputs.flatMap { writers[$0] ?? [] }
    while let index = open.popLast() {
      guard needed.insert(index).inserted else { continue }
      open += read(by: index).flatMap { writers[$0] ?? [] }
    }
  }

  /// Converts the operator; returns the tensors it reads then, or all it lists if it cannot be.
  private mutating func read(by index: Int) -> [Int] {
    switch subgraph.operators[index] {
    case .failure(let error):
      issues.add(error.about("operator \(index)"))
      return []
    case .success(let op):
      do throws(TFLiteError) {
        guard let mapping = try mapping(op, index) else { return op.inputs.compactMap(\.self) }
        mappings[index] = mapping
        return mapping.inputs.map(\.tensor)
      } catch {
        issues.add(error.about(subject(index)))
        return op.inputs.compactMap(\.self)
      }
    }
  }

  /// Nil where there is no row for it.
  private mutating func mapping(_ op: TFLiteSubgraph.Operator, _ index: Int) throws(TFLiteError)
    -> TFLiteMapping?
  {
    let row = op.code.isCustom ? nil : TFLiteRow.all[op.code.name]
    guard let row, row.versions.contains(op.code.version) else {
      unsupported["\(op.code)", default: []].append(index)
      return nil
    }
    guard row.inputs.contains(op.inputs.count) else {
      throw TFLiteError(
        "expected \(row.inputs.lowerBound) to \(row.inputs.upperBound) inputs, found "
          + "\(op.inputs.count)")
    }
    let options = op.optionsKind == row.options ? op.options : nil
    let isOptional = !row.needsOptions && (op.options == nil || row.ignoresOtherOptions)
    guard options != nil || isOptional else {
      throw TFLiteError(
        "expected options of kind \(row.options), found "
          + (op.options == nil ? "none" : "kind \(op.optionsKind)"))
    }
    let mapping = try row.convert(
      TFLiteNode(
        inputs: op.inputs.map { $0.map(operand) }, outputs: op.outputs.map(operand),
        options: TFLiteOptions(table: options)))
    let name = type(of: mapping.op).name
    guard known.contains(name) else {
      unsupported["\(op.code)", default: []].append(index)
      return nil
    }
    return mapping
  }

  private func operand(_ index: Int) -> TFLiteOperand {
    TFLiteOperand(index: index, tensor: subgraph.tensors[index])
  }

  private mutating func reportUnsupported() {
    for (code, indices) in unsupported.sorted(by: { $0.key < $1.key }) {
      let shown = indices.sorted().prefix(8).map(place).joined(separator: ", ")
      let more = indices.count > 8 ? " and \(indices.count - 8) more" : ""
      issues.add(.unsupported("edgerun has no \(code): operator \(shown)\(more)"))
    }
  }

  private mutating func warnOfUnneeded() {
    for (index, op) in subgraph.operators.enumerated() where !needed.contains(index) {
      guard (try? op.get())?.isSettled != true else { continue }
      guard warnings.count < ImportError.limit else { return }
      warnings.append("\(subject(index)): no output needs what it computes; it is left out")
    }
  }

  /// `operator 5 "stem" (CONV_2D)`.
  private func subject(_ index: Int) -> String {
    let name = (try? subgraph.operators[index].get()).map { " (\($0.code.name))" } ?? ""
    return "operator \(place(index))\(name)"
  }

  /// `5 "stem"`, after what it writes first.
  private func place(_ index: Int) -> String {
    guard let first = (try? subgraph.operators[index].get())?.outputs.first else {
      return "\(index)"
    }
    return "\(index) \(subgraph.names[first].excerpt)"
  }
}

extension TFLiteSubgraph.OperatorCode: CustomStringConvertible {
  var description: String {
    isCustom
      ? "custom operator \(name.excerpt), version \(version)" : "\(name), version \(version)"
  }
}
