import EdgeTestSupport
import Foundation
import Testing

@Suite struct StateReportTests {
  private let model = CommandLineTool.path("Tests/ConformanceTests/Goldens/stream/model.tflite")

  /// The inputs of the golden's six runs, a file each.
  static func frames(in folder: TemporaryFolder) throws -> [String] {
    let path = CommandLineTool.path("Tests/ConformanceTests/Goldens/stream/input0.bin")
    let frames = try Data(contentsOf: URL(fileURLWithPath: path))
    return try (0..<6).map { index in
      try folder.write(Array(frames[index * 5..<(index + 1) * 5]), to: "frame\(index).bin")
    }
  }

  @Test func `bytes kept from run to run are reported beside the arena`() throws {
    #expect(try CommandLineTool.run(["plan", model, "--json"]).json()["stateBytes"] as? Int == 15)
    let plan = try CommandLineTool.run(["plan", model])
    #expect(plan.text.contains("state   15 bytes kept from run to run, beside the arena"))
    let folder = try TemporaryFolder()
    let frame = try folder.write([1, 2, 3, 4, 5], to: "frame.bin")
    let run = try CommandLineTool.run([model, frame])
    #expect(run.text.contains(", beside 15 of state"))
    #expect(
      try CommandLineTool.run([model, frame, "--json"]).json()["stateBytes"] as? Int == 15)
    let digits = try CommandLineTool.run(["plan", CommandLineTool.digits])
    #expect(!digits.text.contains("state"))
  }

  @Test func `inputs in sequence go on where the ones before stopped`() throws {
    let folder = try TemporaryFolder()
    let golden = CommandLineTool.path("Tests/ConformanceTests/Goldens/stream") + "/"
    let files = try Self.frames(in: folder)
    let run = try CommandLineTool.run([model] + files + ["--output", "-"])
    #expect(
      Data(run.output) == (try Data(contentsOf: URL(fileURLWithPath: golden + "output0.bin"))))
  }
}
