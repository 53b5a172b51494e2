internal import EdgeIR
internal import EdgeOperators

extension TFLiteRow {
  /// What keeps values from run to run.
  static let state: [TFLiteRow] = [
    plain("READ_VARIABLE", ReadVariable(), versions: 1...1, options: 112),
    plain("ASSIGN_VARIABLE", AssignVariable(), versions: 1...1, inputs: 2, options: 113),
  ]
}
