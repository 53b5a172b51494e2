import EdgeTestSupport
import Foundation
import Testing

@Suite struct ExplainTests {
  private let model = CommandLineTool.digits

  private func explain(_ options: [String]) throws -> [String: Any] {
    try CommandLineTool.run(["explain", model, "--json"] + options).json()
  }

  private func arena(_ options: [String]) throws -> Int {
    let plan = try CommandLineTool.run(["plan", model, "--json"] + options).json()
    return try #require(plan["arenaBytes"] as? Int)
  }

  @Test func `the levels side by side are what plan says of each`() throws {
    let report = try explain([])
    #expect(report["format"] as? String == "edgerun.explain/1")
    let levels = try #require(report["levels"] as? [String: Int])
    #expect(levels.count == 5)
    for name in ["file", "order", "rewrite", "stream"] {
      #expect(try levels[name] == arena(["--level", name]), "\(name)")
    }
    #expect(try levels["streamInput"] == arena(["--stream-input"]))
    #expect(report["arenaBytes"] as? Int == levels["stream"])
  }

  @Test func `what the levers save adds up to the difference of the levels`() throws {
    let report = try explain(["--level", "order"])
    let levers = try #require(report["levers"] as? [[String: Any]])
    #expect(
      levers.map { $0["lever"] as? String } == [
        "file", "order", "passes", "overlap", "virtualConcat", "recomputation",
        "streaming", "feeding",
      ])
    let saved = levers.compactMap { $0["savedBytes"] as? Int }.reduce(0, +)
    let levels = try #require(report["levels"] as? [String: Int])
    #expect(try saved == #require(levels["file"]) - #require(levels["streamInput"]))
    #expect(levers.map { $0["used"] as? Bool } == [true, true] + Array(repeating: false, count: 6))
    #expect(levers.dropLast().allSatisfy { ($0["savedBytes"] as? Int ?? -1) >= 0 })
  }

  @Test func `the peak is a step of the plan, and its tensors are listed with their bytes`() throws
  {
    let report = try explain(["--level", "order"])
    let peak = try #require(report["peak"] as? [String: Any])
    #expect(peak["step"] as? Int == 15 && peak["name"] as? String == "cell1/node9/concat")
    let live = try #require(peak["live"] as? [[String: Any]])
    #expect(live.compactMap { $0["bytes"] as? Int }.reduce(0, +) == 13312)
    #expect(live[0]["name"] as? String == "cell1/node9/concat" && live[0]["bytes"] as? Int == 4608)
    #expect(report["modelMacs"] as? Int == 1_674_592)
    let text = try CommandLineTool.run(["explain", model, "--level", "order"]).text
    #expect(
      text.contains("peak: 13,312 bytes live at step 15, \"cell1/node9/concat\" (concat)"))
    #expect(text.contains("4,608  cell1/node9/concat"))
  }

  @Test func `what else would help is named with the bytes it would save`() throws {
    let least = try arena([])
    let saved = try arena(["--level", "order"]) - least
    let text = try CommandLineTool.run(["explain", model, "--level", "order"]).text
    #expect(text.contains(/--level stream would save [0-9,]+ bytes/))
    let advice = try #require(try explain(["--level", "order"])["advice"] as? [[String: Any]])
    let stream = advice.first { $0["options"] as? String == "--level stream" }
    #expect(stream?["savedBytes"] as? Int == saved && stream?["arenaBytes"] as? Int == least)
    let fed = try arena(["--stream-input"])
    let rest = try #require(try explain([])["advice"] as? [[String: Any]])
    #expect(rest.map { $0["savedBytes"] as? Int } == (fed < least ? [least - fed] : []))
    let all = try CommandLineTool.run(["explain", model, "--stream-input"]).text
    #expect(fed > least || all.contains("nothing else would make the arena smaller"))
  }

  @Test func `a budget that is not met is explained and still a negative answer`() throws {
    let result = try CommandLineTool.run(["explain", model, "--budget", "100"])
    #expect(result.exitCode == 1)
    #expect(result.text.contains("peak: ") && result.errors.contains("budget of 100"))
    #expect(try CommandLineTool.run(["explain", "/nonexistent.json"]).exitCode == 66)
  }
}
