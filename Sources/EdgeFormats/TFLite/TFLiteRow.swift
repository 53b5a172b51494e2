internal import EdgeIR

/// What becomes of one of TensorFlow Lite's operators.
struct TFLiteRow: Sendable {
  typealias Conversion = @Sendable (_ node: TFLiteNode) throws(TFLiteError) -> TFLiteMapping

  /// As `schema.fbs` has it.
  let name: String
  /// Those whose meaning the conversion knows, for the element types edgerun computes.
  let versions: ClosedRange<Int>
  /// Numbers of inputs; an absent one at the end may count or not.
  let inputs: ClosedRange<Int>
  /// The options the operator may carry: their value in the schema's BuiltinOptions.
  let options: Int
  /// Whether the operator makes no sense without them.
  let needsOptions: Bool
  /// Whether options of another kind count as none.
  let ignoresOtherOptions: Bool
  let convert: Conversion

  init(
    _ name: String, versions: ClosedRange<Int>, inputs: ClosedRange<Int>, options: Int,
    needsOptions: Bool = false, ignoresOtherOptions: Bool = false, convert: @escaping Conversion
  ) {
    self.name = name
    self.versions = versions
    self.inputs = inputs
    self.options = options
    self.needsOptions = needsOptions
    self.ignoresOtherOptions = ignoresOtherOptions
    self.convert = convert
  }

  /// One row an operator, by its name in `schema.fbs`. A family is a file beside this one.
  static let all: [String: TFLiteRow] = Dictionary(
    uniqueKeysWithValues: [
      convolutions, pools, elementwise, functions, reductions, movement, rearrangements, parts,
      resizes, state,
    ].joined().map { ($0.name, $0) })
}

/// The node of a graph that an operator becomes: it writes all the operator's outputs.
struct TFLiteMapping {
  /// A tensor the node reads.
  struct Operand: Hashable {
    /// Index of the tensor in the file.
    var tensor: Int
    /// What to read the tensor's integers as, where the file's own quantisation does not count.
    var quantization: Quantization?
  }

  var op: any Operator
  var inputs: [Operand]
}
