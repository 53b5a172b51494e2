import EdgeFormats
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Foundation
import Testing

/// A `.tflite` file of this repository, with inputs for several runs in sequence and the outputs of
/// another engine; `Models/tools/make_tflite_goldens.py` writes them.
struct GoldenFile: Sendable, CustomTestStringConvertible {
  var name: String
  var testDescription: String { name }

  static let names = [
    "float-ends", "legacy-uint8", "movement", "raw", "residual", "stream", "svdf",
  ]

  func bytes(_ file: String) throws -> [UInt8] {
    let folder = RepositoryFiles.root().appending(path: "Tests/ConformanceTests/Goldens/\(name)")
    return [UInt8](try Data(contentsOf: folder.appending(path: file)))
  }

  /// Run by run, one each of the graph's inputs or outputs.
  func runs(_ kind: String, _ types: [TensorType]) throws -> [[[UInt8]]] {
    let files = try types.indices.map { try bytes("\(kind)\($0).bin") }
    let count = files[0].count / types[0].bytes
    return (0..<count).map { run in
      zip(files, types).map { Array($0[run * $1.bytes..<(run + 1) * $1.bytes]) }
    }
  }
}

@Suite("Golden .tflite files")
struct GoldenFileTests {
  private func check(_ golden: GoldenFile, _ bytes: [UInt8]) throws {
    let model = try RunnableModel("\(golden.name).tflite", bytes: bytes)
    let graph = model.imported.graph
    let inputs = try golden.runs("input", graph.types(graph.inputs))
    let outputs = try golden.runs("output", graph.types(graph.outputs))
    #expect(inputs.count == outputs.count && inputs.count >= 2)
    try model.check(zip(inputs, outputs).map { (inputs: $0, goldens: [$1]) })
  }

  @Test("are computed byte for byte, at every level", arguments: GoldenFile.names)
  func golden(name: String) throws {
    let golden = GoldenFile(name: name)
    try check(golden, try golden.bytes("model.tflite"))
  }

  @Test("are computed byte for byte once written by edgerun", arguments: GoldenFile.names)
  func written(name: String) throws {
    let golden = GoldenFile(name: name)
    let source = ModelSource(path: "\(name).tflite", bytes: try golden.bytes("model.tflite"))
    let model = try ModelFile.read(source, operators: catalog)
    try check(golden, try TFLiteWriter.file(for: model.graph, from: model.places).bytes)
  }

  @Test("are all listed")
  func names() throws {
    let folder = RepositoryFiles.root().appending(path: "Tests/ConformanceTests/Goldens")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == GoldenFile.names)
  }
}
