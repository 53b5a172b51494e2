import Testing

@Suite("Whole models")
struct WholeModelTests {
  @Test("are computed byte for byte, at every level", arguments: WholeModel.all)
  func golden(wholeModel: WholeModel) throws {
    try Unsupported.check(wholeModel.testDescription) {
      let model = try RunnableModel("\(wholeModel.path).tflite")
      try model.check(
        (0..<wholeModel.setCount).map {
          (try wholeModel.inputs(set: $0), [try wholeModel.outputs(set: $0)])
        })
    }
  }
}
