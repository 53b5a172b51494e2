import EdgeFormats
import EdgeIR
import EdgeTestSupport
import Foundation
import Testing

@Suite("The weights beside a model")
struct WeightsFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What is wrong with a model whose weights these are.
  private func errors(
    file: String = "weights.safetensors", _ weights: Safetensors? = nil, sha256: String? = nil
  ) throws -> ImportError {
    let bytes = (weights ?? SmallModel.weights).encoded
    try folder.write(bytes, to: "weights.safetensors")
    let reference = SmallModel.reference(to: file, of: bytes, sha256: sha256)
    let text = SmallModel.text(["\"name\": \"small\"," => reference])
    let model = try folder.write(Array(text.utf8), to: "model.json")
    return try #require(throws: ImportError.self) { try folder.read(model) }
  }

  @Test("fill the constants")
  func good() throws {
    let bytes = SmallModel.weights.encoded
    let text = SmallModel.text([
      "\"name\": \"small\"," => SmallModel.reference(to: "a/w.bin", of: bytes)
    ])
    try FileManager.default.createDirectory(
      atPath: folder.path(of: "a"), withIntermediateDirectories: false)
    try folder.write(bytes, to: "a/w.bin")
    let model = try folder.read(folder.write(Array(text.utf8), to: "model.json"))
    #expect(!model.graph.hasMissingContents)
    #expect(model.folder == folder.path)
  }

  @Test("may be absent from a model that is only planned")
  func absent() throws {
    let graph = try SmallModel.read(Array(SmallModel.text.utf8)).graph
    #expect(graph.tensors.filter { $0.contents == .missing }.map(\.name) == ["w", "b"])
  }

  @Test("56 have as many bytes as their shape")
  func shape() throws {
    var weights = SmallModel.weights
    weights.entries[0].shape = [2, 2]
    #expect(
      try errors(weights).description.contains(
        "tensor \"b\": expected int32 [4] in \(folder.path)/weights.safetensors, found int32 [2, 2]"
      ))
  }

  @Test("58 have the digest the model states")
  func digest() throws {
    let wrong = String(repeating: "0", count: 64)
    #expect(try errors(sha256: wrong).description.contains("weights.sha256: expected \(wrong)"))
    #expect(
      try errors(sha256: "0A").description.contains("expected 64 lower-case hexadecimal digits"))
  }

  @Test(
    "59 lie in the model's folder",
    arguments: [
      "../../etc/passwd", "/etc/passwd", "a/../weights.safetensors", "", ".",
      "./weights.safetensors",
      "a//b", "a\\\\b", "weights.safetensors\\u0000", "a/",
    ])
  func path(file: String) throws {
    let error = try errors(file: file)
    #expect(error.exitCode == 65)
    #expect(error.description.contains("weights.file: expected a relative path"))
  }

  @Test("59 are reached by no link that leads out")
  func link() throws {
    let other = try TemporaryFolder()
    try other.write(SmallModel.weights.encoded, to: "w")
    for (name, target) in [("file", other.path(of: "w")), ("folder", other.path)] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path(of: name), withDestinationPath: target)
    }
    for file in ["file", "folder/w"] {
      let error = try errors(file: file)
      #expect(error.exitCode == 65)
      #expect(error.description.contains("weights.file: expected a relative path"))
    }
  }

  @Test("59 may be reached by a link that stays inside")
  func innerLink() throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.path(of: "link"), withDestinationPath: "weights.safetensors")
    let bytes = SmallModel.weights.encoded
    try folder.write(bytes, to: "weights.safetensors")
    let text = SmallModel.text([
      "\"name\": \"small\"," => SmallModel.reference(to: "link", of: bytes)
    ])
    let model = try folder.read(folder.write(Array(text.utf8), to: "model.json"))
    #expect(!model.graph.hasMissingContents)
  }

  @Test("59 are neither a pipe nor a folder nor absent")
  func kind() throws {
    #expect(mkfifo(folder.path(of: "pipe"), 0o600) == 0)
    #expect(try errors(file: "pipe").description.contains("regular file, found a named pipe"))
    try FileManager.default.createDirectory(
      atPath: folder.path(of: "folder"), withIntermediateDirectories: false)
    #expect(try errors(file: "folder").description.contains("regular file, found a directory"))
    let absent = try errors(file: "absent")
    #expect(absent.exitCode == 66)
    #expect(absent.description.contains("absent: expected a file, found none of this name"))
  }

  @Test("are never read from standard input")
  func standardInput() throws {
    let text = SmallModel.text(["\"name\": \"small\"," => SmallModel.reference(to: "-", of: [])])
    let error = try #require(throws: ImportError.self) { try SmallModel.read(Array(text.utf8)) }
    #expect(error.description == "error: -: expected a file, found none of this name")
  }

  @Test("76 hold the constants, all of them and nothing else")
  func names() throws {
    var weights = SmallModel.weights
    weights.entries[1].name = "v"
    let error = try errors(weights)
    let file = folder.path(of: "weights.safetensors")
    #expect(error.exitCode == 65)
    #expect(error.description.contains("tensor \"w\": expected its bytes in \(file), found none"))
    #expect(
      error.description.contains(
        "error: \(file): tensor \"v\": expected a constant or variable of the model, "
          + "found none of this name"))
  }

  @Test("76 have the elements the model declares")
  func element() throws {
    var weights = SmallModel.weights
    weights.entries[1].element = .uint8
    #expect(
      try errors(weights).description.contains("tensor \"w\": expected int8 [4, 3, 3, 2]"))
  }
}
