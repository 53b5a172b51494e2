import EdgeTestSupport
import Foundation
import Testing

/// `run --plan`: what was looked at is what runs.
@Suite struct RunByPlanTests {
  private let model = CommandLineTool.digits
  private let input = CommandLineTool.digitsInput

  /// - Returns: the result of a run by a plan that was made with some options, then edited.
  private func run(
    planned options: [String], edit: (String) -> String = { $0 }, model: String? = nil
  ) throws -> CommandLineTool.Result {
    let folder = try TemporaryFolder()
    let plan = folder.path(of: "plan.json")
    _ = try CommandLineTool.run(["plan", self.model, "--save", plan] + options)
    let text = try String(contentsOfFile: plan, encoding: .utf8)
    try folder.write(Array(edit(text).utf8), to: "plan.json")
    return try CommandLineTool.run(["run", model ?? self.model, input, "--json", "--plan", plan])
  }

  @Test(arguments: [
    ["--level", "file"], ["--level", "order", "--align", "16"], ["--budget", "8K"],
    ["--stream-input"], ["--max-extra-macs", "3"],
  ])
  func `a saved plan runs, with the arena it says`(options: [String]) throws {
    let result = try run(planned: options)
    #expect(result.exitCode == 0, "\(result.text)")
    let report = try result.json()
    let planned = try CommandLineTool.run(["plan", model, "--json"] + options).json()
    #expect(report["arenaBytes"] as? Int == planned["arenaBytes"] as? Int)
    #expect(report["level"] as? String == planned["level"] as? String)
    let outputs = try #require(report["outputs"] as? [[String: Any]])
    #expect(outputs[0]["crc32"] as? Int == 2_118_077_827)
  }

  @Test(arguments: [
    (#""level" : "order""#, #""level" : "best""#, "level: expected one of file, order"),
    (#""alignment" : 4"#, #""alignment" : 3"#, "alignment: expected a power of two"),
    (#""maxExtraMacs" : 0"#, #""maxExtraMacs" : 1001"#, "--max-extra-macs: expected 0 to 1000"),
    (#""modelSHA256" : "a"#, #""modelSHA256" : "b"#, "modelSHA256: expected a"),
    (#""arenaBytes" : 13312"#, #""arenaBytes" : 13316"#, "arenaBytes"),
    (#""budgetBytes" : null"#, #""budgetBytes" : -5"#, "budgetBytes: expected 0 or more"),
    (#""streamInput" : false"#, #""streamInput" : true"#, "--stream-input needs --level stream"),
    (#""programBytes" : "#, #""programBytes" : 1"#, "another one is made of the model now"),
  ])
  func `any other plan is 65, and nothing runs`(
    text: String, other: String, message: String
  ) throws {
    let result = try run(planned: ["--level", "order"]) { plan in
      let edited = plan.replacingOccurrences(of: text, with: other)
      #expect(edited != plan)
      return edited
    }
    #expect(result.exitCode == 65 && result.text.contains(message), "\(result.text)")
  }

  @Test func `a plan beyond its budget does not fit, and one of another model is 65`() throws {
    #expect(try run(planned: ["--budget", "100"]).exitCode == 1)
    let other = CommandLineTool.path("Models/darts-cell/model.json")
    let result = try run(planned: [], model: other)
    #expect(result.exitCode == 65 && result.text.contains("modelSHA256: expected"))
  }

  @Test(arguments: [
    ["--level", "order"], ["--budget", "8K"], ["--align", "8"], ["--stream-input"],
    ["--max-extra-macs", "3"], ["--level", "stream"], ["--align", "4"], ["--max-extra-macs", "0"],
  ])
  func `what a plan decides is not asked for beside it`(options: [String]) throws {
    let result = try CommandLineTool.run(["run", model, input, "--plan", "p.json"] + options)
    #expect(result.exitCode == 64 && result.errors.contains("--plan"))
  }

  @Test func `a plan that is not there is 66, and standard input serves once`() throws {
    #expect(try CommandLineTool.run(["run", model, input, "--plan", "/none"]).exitCode == 66)
    for files in [["-", input, "--plan", "-"], [model, "-", "--plan", "-"], ["-", "-"]] {
      let result = try CommandLineTool.run(["run"] + files)
      #expect(result.exitCode == 64 && result.errors.contains("only one can be standard input"))
    }
  }
}
