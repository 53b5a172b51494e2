internal import EdgeIR

/// What one of edgerun's operators becomes in a TensorFlow Lite file: the mirror of `TFLiteRow`.
struct TFLiteExportRow: Sendable {
  typealias Conversion =
    @Sendable (_ op: any Operator, _ node: TFLiteExportNode) throws(TFLiteError)
    -> TFLiteExportedOperator

  /// The operator's, in model files.
  let name: String
  let convert: Conversion

  init<Op: Operator>(
    _ type: Op.Type,
    convert:
      @escaping @Sendable (_ op: Op, _ node: TFLiteExportNode) throws(TFLiteError) ->
      TFLiteExportedOperator
  ) {
    name = Op.name
    self.convert = { (op, node) throws(TFLiteError) in
      guard let op = op as? Op else { throw TFLiteError("expected \(Op.name)") }
      return try convert(op, node)
    }
  }

  /// For an operator without attributes, whose inputs are the file's.
  init<Op: Operator>(_ type: Op.Type, _ name: String, version: Int, options: Int) {
    self.init(type) { (_, node) throws(TFLiteError) in
      TFLiteExportedOperator(name, version: version, node.inputs, options: options)
    }
  }

  /// One row an operator, by its name in model files. A family is a file beside this one.
  static let all: [String: TFLiteExportRow] = Dictionary(
    uniqueKeysWithValues: [
      convolutions, elementwise, functions, reductions, movement, rearrangements, parts, state,
    ].joined().map { ($0.name, $0) })
}

/// An operator of the file, as a row makes it.
struct TFLiteExportedOperator {
  enum Input: Hashable {
    case tensor(TensorID)
    /// Of one element, without axes.
    case scalar(TensorID)
    /// What is an attribute here and a constant tensor of int32 there.
    case constant(_ what: String, _ values: [Int], shape: [Int])
    case absent
  }

  /// As `schema.fbs` has it.
  var name: String
  /// The lowest that knows the elements and attributes used, as in TensorFlow Lite's
  /// `GetBuiltinOperatorVersion`.
  var version: Int
  var inputs: [Input]
  /// Which options these are: their value in the schema's BuiltinOptions, 0 for none.
  var optionsKind: Int
  var options: FlatBufferFields
  /// What TensorFlow Lite Micro's reference kernel wants of the arena beside its operands, where
  /// that is of the size of a tensor.
  var scratchBytes = 0
  /// Whether that kernel leaves alone what lies where its node's first input lies, so that the
  /// output may.
  var isView = false

  init(
    _ name: String, version: Int, _ inputs: [Input], options kind: Int = 0,
    _ options: FlatBufferFields = [:]
  ) {
    self.name = name
    self.version = version
    self.inputs = inputs
    optionsKind = kind
    self.options = options
  }
}

extension TFLiteExportedOperator.Input {
  /// The tensor of one element without its axis.
  var asScalar: Self {
    if case .tensor(let id) = self { .scalar(id) } else { self }
  }

  static func list(_ what: String, _ values: [Int]) -> Self {
    .constant(what, values, shape: [values.count])
  }

  static func number(_ what: String, _ value: Int) -> Self { .constant(what, [value], shape: []) }

  /// Two numbers for each axis.
  static func pairs(_ what: String, _ values: [[Int]]) -> Self {
    .constant(what, Array(values.joined()), shape: [values.count, 2])
  }
}
