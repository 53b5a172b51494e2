internal import EdgeIR
internal import EdgeOperators

/// What keeps values from run to run.
extension TFLiteExportRow {
  static let state: [TFLiteExportRow] = [
    TFLiteExportRow(ReadVariable.self, "READ_VARIABLE", version: 1, options: 112),
    TFLiteExportRow(AssignVariable.self, "ASSIGN_VARIABLE", version: 1, options: 113),
    TFLiteExportRow(SVDF.self) { (op, node) throws(TFLiteError) in
      let inputs = node.inputs
      var exported = TFLiteExportedOperator(
        "SVDF", version: 3,
        inputs[0..<3] + [inputs.count > 4 ? inputs[4] : .absent, inputs[3]], options: 6,
        [0: .int32(Int32(op.rank)), 1: .int8(0)])
      let (batch, filters) = (node.inputTypes[0].shape[0], node.inputTypes[1].shape[0])
      exported.scratchBytes = 4 * batch * (filters + filters / op.rank)
      return exported
    },
    TFLiteExportRow(LSTM.self) { (op, node) throws(TFLiteError) in
      let absent = TFLiteExportedOperator.Input.absent
      let (weights, biases) = (node.inputs[0..<9], node.inputs[9..<13])
      let inputs =
        weights + [absent, absent, absent] + biases + [absent, absent] + node.inputs[13...]
      return TFLiteExportedOperator(
        "UNIDIRECTIONAL_SEQUENCE_LSTM", version: 3,
        inputs + Array(repeating: absent, count: 4), options: 71,
        [0: .int8(4), 1: .float(op.cellClip), 3: .boolean(op.timeMajor)])
    },
  ]
}
