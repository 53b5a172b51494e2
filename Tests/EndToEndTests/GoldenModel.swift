import EdgeCompiler
import EdgeFormats
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Foundation
import Testing

/// A model folder with the inputs and the outputs that TensorFlow Lite Micro gave for them.
struct GoldenModel: CustomTestStringConvertible, Sendable {
  let folder: URL

  var testDescription: String { folder.lastPathComponent }

  static let shipped = folders(in: "Models")
  static let operators = folders(in: "Tests/EndToEndTests/Goldens")

  private static func folders(in path: String) -> [GoldenModel] {
    let parent = RepositoryFiles.root().appending(path: path)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    return names.sorted().map { GoldenModel(folder: parent.appending(path: $0)) }
      .filter { FileManager.default.fileExists(atPath: $0.path("model.json")) }
  }

  static func named(_ name: String) throws -> GoldenModel {
    try #require(shipped.first { $0.testDescription == name })
  }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }

  func read() throws -> ImportedModel {
    try ModelFile.read(path: path("model.json"), operators: catalog)
  }

  func compile(_ level: Level = .order, alignment: Int = 4) throws -> Compilation {
    let model = try read()
    return try Compiler(level: level, alignment: alignment)
      .compile(model.graph, modelSHA256: model.sha256)
  }

  /// `input.bin`, or `input0.bin` and so on.
  func inputs() throws -> [[UInt8]] {
    if let only = try? bytes("input.bin") { return [only] }
    var inputs: [[UInt8]] = []
    while let next = try? bytes("input\(inputs.count).bin") { inputs.append(next) }
    return inputs
  }
}
