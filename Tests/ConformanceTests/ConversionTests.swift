import EdgeCompiler
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

  @Test(
    "give the same graph by way of .tflite, and the same bytes in the order written",
    arguments: paths)
  func tfliteRoundTrip(path: String) throws {
    let source = ModelSource(path: path, bytes: try SharedFolder.bytes(path))
    guard let model = try? ModelFile.read(source, operators: catalog) else { return }
    let file = try TFLiteWriter.file(for: model.graph, from: model.places)
    #expect(file.warnings.isEmpty)
    let again = try ModelFile.read(
      ModelSource(path: "again.tflite", bytes: file.bytes), operators: catalog)
    #expect(again.graph.sortedByName == model.graph.sortedByName)
    try expectSameBytes(model, again)
  }

  /// Two runs in sequence. What was written is compiled in the order of the file: no more is live
  /// then than in the best order, but for what kernels want beside their operands, and unless nodes
  /// take several steps there: in a file they take one.
  private func expectSameBytes(_ model: ImportedModel, _ again: ImportedModel) throws {
    let best = try Compiler(level: .order).compile(model.graph, modelSHA256: model.sha256)
    let written = try Compiler(level: .file).compile(again.graph, modelSHA256: again.sha256)
    let names = Set(model.graph.nodes.map(\.name))
    if best.plan.steps.allSatisfy({ names.contains($0.name) }) {
      #expect(written.plan.peakBytes <= best.plan.peakBytes + best.plan.scratchPeakBytes)
    }
    let bestHost = try HostProgram(best.program)
    let writtenHost = try HostProgram(written.program)
    var states = (try bestHost.initialState(), try writtenHost.initialState())
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<2 {
      let inputs = model.graph.types(model.graph.inputs).map { type in
        type.element == .float32
          ? Array(repeating: UInt8(0), count: type.bytes)
          : (0..<type.bytes).map { _ in UInt8(generator.int(0...255)) }
      }
      let expected = try bestHost.outputs(for: inputs, state: &states.0)
      #expect(try writtenHost.outputs(for: inputs, state: &states.1) == expected)
    }
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
