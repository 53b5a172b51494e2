internal import EdgeIR

/// What a subgraph's operators say about variables, settled where the file is read.
///
/// VAR_HANDLE names a variable, whose handle becomes the variable itself; its type is that of what
/// is read from it or assigned to it. CALL_ONCE names a subgraph that assigns constants: they are
/// what variables hold before the first run.
struct TFLiteVariables {
  /// What a handle stands for.
  private struct Name: Hashable {
    var container, name: String
  }

  private(set) var tensors: [Result<TFLiteTensor, TFLiteError>]
  private(set) var operators: [Result<TFLiteSubgraph.Operator, TFLiteError>]
  private(set) var errors: [TFLiteError] = []
  /// Subgraphs that were called once.
  private(set) var initializers: Set<Int> = []

  /// By name, the handle that stands for the variable.
  private var handles: [Name: Int] = [:]
  private var contents: [Name: TFLiteTensor] = [:]
  private static let initializerCount = 16

  /// - Parameter read: a further subgraph of the file, by index.
  init(
    _ subgraph: TFLiteSubgraph, read: (Int) throws(TFLiteError) -> TFLiteSubgraph
  ) {
    (tensors, operators) = (subgraph.tensors, subgraph.operators)
    var isUsed = false
    for index in operators.indices {
      guard let op = try? operators[index].get() else { continue }
      do throws(TFLiteError) {
        switch op.code.name {
        case "CALL_ONCE" where !op.code.isCustom:
          guard !isUsed else {
            throw .unsupported("edgerun computes initializers before variables, found one behind")
          }
          try initialize(op, read)
          settle(index)
        case "READ_VARIABLE", "ASSIGN_VARIABLE": isUsed = true
        default: continue
        }
      } catch {
        errors.append(error.about("operator \(index) (\(op.code.name))"))
        settle(index)
      }
    }
    resolveHandles(subgraph)
  }

  private mutating func settle(_ index: Int) {
    operators[index] = operators[index].map { op in
      var op = op
      op.isSettled = true
      return op
    }
  }

  private mutating func initialize(
    _ op: TFLiteSubgraph.Operator, _ read: (Int) throws(TFLiteError) -> TFLiteSubgraph
  ) throws(TFLiteError) {
    let index = try TFLiteOptions(table: op.options).integer(0)
    guard index != 0 else { throw TFLiteError("expected another subgraph, found the caller's") }
    guard initializers.insert(index).inserted else { return }
    guard initializers.count <= Self.initializerCount else {
      throw .unsupported("edgerun computes \(Self.initializerCount) initializers, found more")
    }
    let subgraph = try read(index)
    let names = try Self.names(subgraph)
    for op in subgraph.operators {
      let op = try op.get()
      guard op.code.name != "VAR_HANDLE" else { continue }
      guard op.code.name == "ASSIGN_VARIABLE", op.inputs.count == 2, let handle = op.inputs[0],
        let name = names[handle],
        let value = try op.inputs[1].map({ index throws(TFLiteError) in
          try subgraph.tensors[index].get()
        }), value.contents != nil
      else {
        throw .unsupported(
          "subgraph \(index): edgerun computes VAR_HANDLE and ASSIGN_VARIABLE of constants before "
            + "the first run, found \(op.code)")
      }
      contents[name] = value
    }
  }

  /// By handle, what it stands for.
  private static func names(_ subgraph: TFLiteSubgraph) throws(TFLiteError) -> [Int: Name] {
    var names: [Int: Name] = [:]
    for result in subgraph.operators {
      guard let op = try? result.get(), op.code.name == "VAR_HANDLE", !op.code.isCustom else {
        continue
      }
      guard op.outputs.count == 1 else {
        throw TFLiteError("VAR_HANDLE: expected one output, found \(op.outputs.count)")
      }
      let (limit, options) = (FileLimits.nameBytes, op.options)
      names[op.outputs[0]] = Name(
        container: known(try options?.string(0, limit: limit, "container") ?? ""),
        name: known(try options?.string(1, limit: limit, "shared name") ?? ""))
    }
    return names
  }

  /// What TensorFlow Lite knows of a name: all before its first NUL.
  private static func known(_ name: String) -> String { String(name.prefix { $0 != "\0" }) }

  /// Puts variables in the place of handles, one for each name.
  private mutating func resolveHandles(_ subgraph: TFLiteSubgraph) {
    let names: [Int: Name]
    do throws(TFLiteError) {
      names = try Self.names(subgraph)
    } catch {
      return errors.append(error)
    }
    for index in operators.indices {
      guard var op = try? operators[index].get() else { continue }
      op.isSettled = op.isSettled || op.code.name == "VAR_HANDLE" && !op.code.isCustom
      for position in op.inputs.indices {
        guard let handle = op.inputs[position], let name = names[handle] else { continue }
        op.inputs[position] = variable(
          name, handle, called: subgraph.names[handle], of: op)
      }
      operators[index] = .success(op)
    }
  }

  /// The handle that stands for the variable; made the variable where it is the first to be used.
  private mutating func variable(
    _ name: Name, _ handle: Int, called label: String, of op: TFLiteSubgraph.Operator
  ) -> Int {
    if let known = handles[name] { return known }
    let values = op.outputs + op.inputs.compactMap(\.self).filter { $0 != handle }
    guard let value = values.first, var variable = try? tensors[value].get() else { return handle }
    let (type, first) = (variable.type, contents[name])
    if let found = first?.type, (found.element, found.shape) != (type.element, type.shape) {
      errors.append(
        TFLiteError(
          "variable \(label.excerpt): expected \(type) as it is used, found \(found) before the "
            + "first run"))
    }
    handles[name] = handle
    (variable.name, variable.contents, variable.isVariable) = (label, first?.contents, true)
    tensors[handle] = .success(variable)
    return handle
  }
}
