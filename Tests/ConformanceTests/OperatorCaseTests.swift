import EdgeTestSupport
import Testing

@Suite("The conformance set")
struct OperatorCaseTests {
  @Test("is there")
  func presence() {
    guard SharedFolder.root == nil else {
      #expect(OperatorCase.all.count == 380)
      #expect(!WholeModel.all.isEmpty && !MalformedFile.all.isEmpty)
      return
    }
    print("CONFORMANCE SKIPPED: no shared folder; set EDGERUN_SHARED to the one with the goldens")
    #expect(!SharedFolder.isRequired, "EDGERUN_REQUIRE_SHARED is set, the folder is not there")
  }

  @Test(
    "is computed byte for byte, at every level and as boards compute it",
    arguments: OperatorCase.all)
  func golden(operatorCase: OperatorCase) throws {
    try Unsupported.check(operatorCase.family, operatorCase.id) {
      let model = try RunnableModel(operatorCase.model)
      let run = (inputs: try operatorCase.inputBytes(), goldens: try operatorCase.goldens())
      try model.check([run])
      try model.checkBoards(run)
    }
  }
}
