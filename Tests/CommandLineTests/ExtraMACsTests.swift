import EdgeTestSupport
import Foundation
import Testing

@Suite struct ExtraMACsTests {
  private let model = CommandLineTool.digits
  private let input = CommandLineTool.digitsInput
  private let golden = CommandLineTool.path("Models/digits/output.bin")
  private let rewrite = ["--level", "rewrite"]

  @Test func `less memory for more arithmetic: the same bytes, and what it costs`() throws {
    let plain = try CommandLineTool.run(["plan", model, "--json"] + rewrite).json()
    let more = rewrite + ["--max-extra-macs", "3"]
    let plan = try CommandLineTool.run(["plan", model, "--json"] + more).json()
    let extra = try #require(plan["extraMacs"] as? Int)
    let macs = try #require(plain["macs"] as? Int)
    #expect(plain["extraMacs"] as? Int == 0)
    #expect(0 < extra && extra <= macs * 3 / 100)
    #expect(plan["macs"] as? Int == macs + extra)
    let bytes = try #require(plan["arenaBytes"] as? Int)
    #expect(bytes < (try #require(plain["arenaBytes"] as? Int)))
    let text = try CommandLineTool.run(["plan", model] + more).text
    #expect(text.contains(/recomputation: \d+ nodes? and [\d,]+ MACs more/))
    let run = try CommandLineTool.run([model, input, "--output", "-"] + more)
    #expect(try Data(run.output) == Data(contentsOf: URL(fileURLWithPath: golden)))
    let report = try CommandLineTool.run([model, input, "--json"] + more).json()
    #expect(report["measuredPeakBytes"] as? Int == bytes)
  }

  @Test func `a plan that computes tensors again can be judged`() throws {
    let folder = try TemporaryFolder()
    let plan = folder.path(of: "plan.json")
    let more = rewrite + ["--max-extra-macs", "3", "--save", plan]
    #expect(try CommandLineTool.run(["plan", model] + more).exitCode == 0)
    let result = try CommandLineTool.run(["verify-plan", plan, model])
    #expect(result.exitCode == 0, "\(result.errors)")
  }

  @Test func `explain says what it saves`() throws {
    let more = rewrite + ["--max-extra-macs", "3"]
    let report = try CommandLineTool.run(["explain", model, "--json"] + more).json()
    let levers = try #require(report["levers"] as? [[String: Any]])
    let lever = try #require(levers.first { $0["lever"] as? String == "recomputation" })
    #expect(lever["used"] as? Bool == true)
    #expect(lever["arenaBytes"] as? Int == report["arenaBytes"] as? Int)
    #expect((try #require(lever["savedBytes"] as? Int)) > 0)
  }

  @Test(arguments: ["-1", "1001", "many"])
  func `what is no percentage is a usage error`(percent: String) throws {
    let result = try CommandLineTool.run(["plan", model, "--max-extra-macs", percent])
    #expect(result.exitCode == 64)
    #expect(result.errors.contains("max-extra-macs"))
  }

  @Test(arguments: ["file", "order"])
  func `levels that change no graph compute nothing twice`(level: String) throws {
    let result = try CommandLineTool.run([
      "plan", model, "--max-extra-macs", "5", "--level", level,
    ])
    #expect(result.exitCode == 64)
    #expect(
      result.errors.contains(
        "--max-extra-macs needs --level rewrite or stream, found --level \(level)"))
  }
}
