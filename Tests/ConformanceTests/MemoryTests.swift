import EdgeCompiler
import EdgeFormats
import EdgeOperators
import EdgeTestSupport
import Testing

@Suite("The memory of whole models")
struct MemoryTests {
  /// Models that need more at level order than TensorFlow Lite Micro's head has, by name and
  /// reason.
  private static let exceptions: [String: String] = [:]

  private static let measured = WholeModel.all.filter { $0.microHeadBytes != nil }

  @Test("has been measured in TensorFlow Lite Micro too, for all that are no probes")
  func presence() {
    #expect(SharedFolder.root == nil || Self.measured.count >= 35)
    let names = Set(Self.measured.map(\.testDescription))
    #expect(SharedFolder.root == nil || names.isSuperset(of: Self.exceptions.keys))
  }

  @Test(
    "is at level order no more than TensorFlow Lite Micro's head, but for those listed",
    arguments: measured)
  func head(wholeModel: WholeModel) throws {
    let path = "\(wholeModel.path).tflite"
    let model = try ModelFile.read(
      ModelSource(path: path, bytes: try SharedFolder.bytes(path)), operators: catalog)
    let plan = try Compiler(level: .order).compile(model.graph, modelSHA256: model.sha256).plan
    let head = try #require(wholeModel.microHeadBytes)
    let isException = Self.exceptions[wholeModel.testDescription] != nil
    #expect(
      (plan.arenaBytes > head) == isException,
      "\(plan.arenaBytes) bytes, TensorFlow Lite Micro's head has \(head)")
  }

  @Test("does not hide what is kept from run to run")
  func state() throws {
    let bytes = try GoldenFile(name: "stream").bytes("model.tflite")
    let model = try ModelFile.read(
      ModelSource(path: "stream.tflite", bytes: bytes), operators: catalog)
    let plan = try Compiler().compile(model.graph, modelSHA256: model.sha256).plan
    #expect(plan.stateBytes == 15)
    #expect(plan.programBytes >= 15)
  }
}
