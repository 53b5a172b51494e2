import EdgeTestSupport
import Foundation
import Testing

@Suite struct ConvertTests {
  private let model = CommandLineTool.digits

  private func contents(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }

  private func files(_ folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test func `a model goes to .tflite and back and stays the same, weights beside it`() throws {
    let folder = try TemporaryFolder()
    let (middle, end) = (folder.path(of: "digits.tflite"), folder.path(of: "again.json"))
    let first = try CommandLineTool.run(["convert", model, "-o", middle])
    #expect(first.exitCode == 0 && first.errors.isEmpty && first.output.isEmpty, "\(first)")
    #expect(try CommandLineTool.run(["convert", middle, "--output", end]).exitCode == 0)
    #expect(try files(folder) == ["again.json", "again.safetensors", "digits.tflite"])
    let runs = try [model, middle, end].map {
      try CommandLineTool.run([$0, CommandLineTool.digitsInput, "--output", "-"])
    }
    #expect(runs.allSatisfy { $0.exitCode == 0 && $0.output == runs[0].output })
    #expect(try String(contentsOfFile: end, encoding: .utf8).contains("\"name\": \"digits\""))
    let twice = folder.path(of: "twice.tflite")
    #expect(try CommandLineTool.run(["convert", model, "-o", twice]).exitCode == 0)
    #expect(try contents(twice) == contents(middle))
  }

  @Test func `the output's extension decides, and others are usage errors`() throws {
    let folder = try TemporaryFolder()
    for name in ["out.onnx", "out", "-", "json"] {
      let result = try CommandLineTool.run(["convert", model, "-o", folder.path(of: name)])
      #expect(result.exitCode == 64, "\(name)")
      #expect(result.errors.contains("expected a name that ends in .json or .tflite"))
    }
    #expect(try CommandLineTool.run(["convert", model]).exitCode == 64)
    #expect(try files(folder) == [])
  }

  @Test func `what a .tflite file cannot say is 69, at its place, and nothing is written`() throws {
    let folder = try TemporaryFolder()
    var text = try String(contentsOfFile: model, encoding: .utf8)
    text = text.replacingOccurrences(
      of: "\"activation\": \"relu\"", with: "\"activation\": {\"min\": 0, \"max\": 1}")
    try folder.write(Array(text.utf8), to: "model.json")
    let weights = CommandLineTool.path("Models/digits/weights.safetensors")
    try folder.write(Array(try contents(weights)), to: "weights.safetensors")
    let result = try CommandLineTool.run([
      "convert", folder.path(of: "model.json"), "-o", folder.path(of: "out.tflite"),
    ])
    #expect(result.exitCode == 69)
    let first = result.errors.split(separator: "\n")[0]
    #expect(first.contains(#/model\.json:\d+:\d+: node "[^"]+" \([a-z0-9_]+\): activation: /#))
    #expect(try files(folder) == ["model.json", "weights.safetensors"])
  }

  @Test func `a model without weights stays one in .json, and is refused for .tflite`() throws {
    let folder = try TemporaryFolder()
    var text = try String(contentsOfFile: model, encoding: .utf8)
    text = text.replacing(#/  "weights": .*\n/#, with: "")
    let bare = try folder.write(Array(text.utf8), to: "bare.json")
    let refused = try CommandLineTool.run(["convert", bare, "-o", folder.path(of: "out.tflite")])
    #expect(refused.exitCode == 65)
    #expect(refused.errors.contains("the model has no weights"))
    let copied = try CommandLineTool.run(["convert", bare, "-o", folder.path(of: "out.json")])
    #expect(copied.exitCode == 0)
    #expect(try files(folder) == ["bare.json", "out.json"])
  }

  @Test func `either both files of a .json are written or none`() throws {
    let folder = try TemporaryFolder()
    let source = folder.path(of: "source.tflite")
    #expect(try CommandLineTool.run(["convert", model, "-o", source]).exitCode == 0)
    try FileManager.default.createDirectory(
      atPath: folder.path(of: "out.json"), withIntermediateDirectories: false)
    let result = try CommandLineTool.run(["convert", source, "-o", folder.path(of: "out.json")])
    #expect(result.exitCode == 73)
    #expect(try files(folder) == ["out.json", "source.tflite"])
    #expect(try CommandLineTool.run(["convert", source, "-o", source]).exitCode == 73)
    let nowhere = folder.path(of: "no/out.tflite")
    #expect(try CommandLineTool.run(["convert", model, "-o", nowhere]).exitCode == 73)
    let missing = folder.path(of: "missing.tflite")
    #expect(try CommandLineTool.run(["convert", missing, "-o", nowhere]).exitCode == 66)
  }
}
