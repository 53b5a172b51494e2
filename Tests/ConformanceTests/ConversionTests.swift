import EdgeFormats
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Testing

@Suite("Files of the conformance set")
struct ConversionTests {
  private static let paths =
    OperatorCase.all.map(\.model) + WholeModel.all.map { "\($0.path).tflite" }

  @Test("give the same graph by way of model.json", arguments: paths)
  func roundTrip(path: String) throws {
    let source = ModelSource(path: path, bytes: try SharedFolder.bytes(path))
    guard let graph = try? ModelFile.read(source, operators: catalog).graph else { return }
    let files = try ModelWriter.files(for: graph)
    let folder = try TemporaryFolder()
    if let weights = files.weights { try folder.write(weights, to: "weights.safetensors") }
    let model = try folder.write(files.model, to: "model.json")
    #expect(try ModelFile.read(path: model, operators: catalog).graph == graph)
  }

  private static let mutated = [
    "add_003", "concat_000", "conv2d_014", "dag_000", "dwconv2d_000", "fc_002", "mean_001",
    "pad_000", "split_000",
  ]

  @Test(
    "are refused, or run, whatever one word of them is",
    arguments: OperatorCase.all.filter { mutated.contains($0.id) }, [1, 2])
  func mutation(operatorCase: OperatorCase, seed: UInt64) throws {
    let bytes = try SharedFolder.bytes(operatorCase.model)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<300 {
      var mutated = bytes
      let at = generator.int(0...bytes.count / 4 - 1) * 4
      let word = generator.oneIn(2) ? generator.int(0...300) : generator.int(0...0xFFFF_FFFF)
      for index in 0..<4 { mutated[at + index] = UInt8(truncatingIfNeeded: word >> (8 * index)) }
      do {
        try RunnableModel("mutated.tflite", bytes: mutated).checkZeros()
      } catch let error as ImportError {
        #expect(
          [65, 69].contains(error.exitCode), "seed \(seed), word at \(at) = \(word): \(error)")
      } catch {
        Issue.record(error, "seed \(seed), word at \(at) = \(word)")
      }
    }
  }
}
