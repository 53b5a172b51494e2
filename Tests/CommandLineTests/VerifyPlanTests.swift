import EdgeTestSupport
import Foundation
import Testing

@Suite struct VerifyPlanTests {
  private let model = CommandLineTool.digits

  @Test(arguments: ["file", "order", "rewrite", "stream"])
  func `a saved plan is accepted, and its numbers are told`(level: String) throws {
    let folder = try TemporaryFolder()
    let plan = folder.path(of: "plan.json")
    #expect(
      try CommandLineTool.run(["plan", model, "--level", level, "--save", plan]).exitCode == 0)
    let result = try CommandLineTool.run(["verify-plan", plan, model])
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.text.contains(/plan of "digits": [\d,]+ bytes, \d+ steps, .*: ok/))
    let report = try CommandLineTool.run(["verify-plan", plan, model, "--json"]).json()
    #expect(report["format"] as? String == "edgerun.verify-plan/1")
    #expect(report["arenaBytes"] is Int)
  }

  /// A plan of level order whose text is changed at one place.
  private func judged(_ text: String, as other: String) throws -> CommandLineTool.Result {
    let folder = try TemporaryFolder()
    let plan = try CommandLineTool.run(["plan", model, "--level", "order", "--json"]).text
    let wrong = plan.replacingOccurrences(of: text, with: other)
    #expect(wrong != plan)
    return try CommandLineTool.run([
      "verify-plan", try folder.write(Array(wrong.utf8), to: "plan.json"), model,
    ])
  }

  @Test(arguments: [
    (#""modelSHA256" : "a"#, #""modelSHA256" : "b"#, "modelSHA256: expected a"),
    ("edgerun.plan/1", "edgerun.plan/0", "format: expected edgerun.plan/1, found edgerun.plan/0"),
    (#""arenaBytes" : 13312"#, #""arenaBytes" : 13311"#, "expected"),
    (#""kind" : "input""#, #""kind" : "pool""#, "kind: expected input, found pool"),
    (#""format" :"#, #""formula" :"#, "found unknown key \"formula\"; remove it"),
    (#""alignment" : 4"#, #""alignment" : 4.5"#, "expected an integer, found 4.5"),
    (#""alignment" : 4"#, #""alignment" : 9223372036854775808"#, "expected an integer of"),
  ])
  func `102 a wrong plan is 65, with what was expected`(
    text: String, other: String, message: String
  ) throws {
    let result = try judged(text, as: other)
    #expect(result.exitCode == 65)
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test func `102 a plan of another model is 65, and what is not there 66`() throws {
    let folder = try TemporaryFolder()
    let plan = folder.path(of: "plan.json")
    _ = try CommandLineTool.run(["plan", model, "--level", "file", "--save", plan])
    let other = CommandLineTool.path("Models/darts-cell/model.json")
    let result = try CommandLineTool.run(["verify-plan", plan, other])
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("modelSHA256: expected"))
    #expect(try CommandLineTool.run(["verify-plan", "/nonexistent", model]).exitCode == 66)
    #expect(try CommandLineTool.run(["verify-plan", plan, "/nonexistent"]).exitCode == 66)
    #expect(try CommandLineTool.run(["verify-plan", "-", "-"]).exitCode == 64)
  }
}
