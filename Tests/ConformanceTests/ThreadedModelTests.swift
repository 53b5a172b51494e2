import EdgeCompiler
import Testing

@Suite("Whole models on several threads")
struct ThreadedModelTests {
  private static let models = WholeModel.all.filter {
    ["resnet_cifar_large_int8", "swiftnet_like_28"].contains($0.testDescription)
  }

  @Test("are computed byte for byte, at every level", arguments: models)
  func golden(wholeModel: WholeModel) throws {
    let model = try RunnableModel("\(wholeModel.path).tflite")
    for level in Level.allCases {
      for threading in [Threading(count: 2), Threading(count: 3, leastWork: 0)] {
        try model.check(
          level, threading,
          (0..<wholeModel.setCount).map {
            (try wholeModel.inputs(set: $0), [try wholeModel.outputs(set: $0)])
          })
      }
    }
  }
}
