import EdgeTestSupport
import Foundation
import Testing

@Suite struct StreamOptionTests {
  private let model = CommandLineTool.digits
  private let input = CommandLineTool.digitsInput

  private func plan(_ options: [String]) throws -> [String: Any] {
    try CommandLineTool.run(["plan", model, "--json"] + options).json()
  }

  @Test func `stream is the level where none is asked for`() throws {
    #expect(try plan([])["level"] as? String == "stream")
    let help = try CommandLineTool.run(["run", "--help"])
    #expect(help.text.contains("default: stream)"))
  }

  @Test(
    arguments: ["file", "order", "rewrite"],
    [
      "run", "plan", "check", "explain", "verify", "bench",
    ])
  func `an input fed by rows at a level without rows is a usage error`(
    level: String, command: String
  ) throws {
    let files = ["run", "verify"].contains(command) ? [model, input] : [model]
    let result = try CommandLineTool.run([command] + files + ["--stream-input", "--level", level])
    #expect(result.exitCode == 64)
    #expect(result.errors.contains("--stream-input needs --level stream, found --level \(level)"))
  }

  @Test func `a fed run gives the same bytes in an arena measured to the planned byte`() throws {
    let golden = try Data(
      contentsOf: URL(fileURLWithPath: CommandLineTool.path("Models/digits/output.bin")))
    let run = try CommandLineTool.run([model, input, "--stream-input", "--output", "-"])
    #expect(Data(run.output) == golden)
    let report = try CommandLineTool.run([model, input, "--stream-input", "--json"]).json()
    let planned = try #require(try plan(["--stream-input"])["arenaBytes"] as? Int)
    #expect(report["arenaBytes"] as? Int == planned)
    let measured = try #require(report["measuredPeakBytes"] as? Int)
    #expect(try measured + #require(report["untouchedTopBytes"] as? Int) == planned)
    #expect(report["heapAllocations"] as? Int == 0)
  }

  @Test func `rows come from standard input, all of them and no more`() throws {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: input))
    let golden = try Data(
      contentsOf: URL(fileURLWithPath: CommandLineTool.path("Models/digits/output.bin")))
    let fed = [model, "-", "--stream-input"]
    let run = try CommandLineTool.run(fed + ["--output", "-"], input: bytes)
    #expect(Data(run.output) == golden)
    let report = try CommandLineTool.run(fed + ["--json"], input: bytes).json()
    #expect(report["heapAllocations"] as? Int == 0)
    let folder = try TemporaryFolder()
    let file = folder.path(of: "out")
    for (input, found) in [
      (bytes.dropLast(), "expected 64 bytes, found 63"), (Data(), "found 0"),
      (bytes + [0], "expected 64 bytes, found more"),
      (Data([0x93] + Array("NUMPY".utf8)) + bytes, "expected raw bytes where rows are fed"),
    ] {
      let result = try CommandLineTool.run(fed + ["--output", file], input: input)
      #expect(result.exitCode == 65 && result.errors.contains(found), "\(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: file))
    }
  }

  @Test func `a refusal names the least budget, which works`() throws {
    let short = try CommandLineTool.run([model, input, "--budget", "100"])
    #expect(short.exitCode == 1)
    let match = try #require(short.errors.firstMatch(of: /the least that works is (\d+) bytes/))
    let least = try #require(Int(match.1))
    #expect(try CommandLineTool.run([model, input, "--budget", "\(least)"]).exitCode == 0)
    #expect(try CommandLineTool.run([model, input, "--budget", "\(least - 1)"]).exitCode == 1)
    #expect(try plan([])["arenaBytes"] as? Int == least)
    #expect(short.errors.contains("--stream-input may need less"))
    let fed = try CommandLineTool.run([model, input, "--budget", "100", "--stream-input"])
    #expect(fed.exitCode == 1 && !fed.errors.contains("may need less"))
    let ordered = try CommandLineTool.run([model, input, "--budget", "100", "--level", "order"])
    #expect(ordered.errors.contains("--level stream may need less"))
  }

  @Test func `plan lists streams, their steps and the rows they hold`() throws {
    let plan = try plan(["--stream-input"])
    let streams = try #require(plan["streams"] as? [[String: Any]])
    #expect(!streams.isEmpty)
    let steps = try #require(plan["steps"] as? [[String: Any]])
    for stream in streams {
      let position = try #require(stream["step"] as? Int)
      #expect(steps[position]["op"] as? String == "stream")
      #expect(stream["members"] is [String])
      for ring in try #require(stream["rings"] as? [[String: Any]]) {
        #expect(ring["name"] is String)
        #expect(try #require(ring["rows"] as? Int) > 0 && #require(ring["bytes"] as? Int) > 0)
      }
    }
    let text = try CommandLineTool.run(["plan", model, "--stream-input"]).text
    #expect(text.contains(#/\nstream  step \d+, \d+ operators? row by row in [\d,]+ bytes: /#))
    #expect(text.contains(/\d+ rows? of \S+ [\d,]+/))
  }

  @Test func `plan counts outputs over inputs and names concats that are never put together`()
    throws
  {
    let plan = try plan(["--level", "rewrite"])
    let concats = try #require(plan["virtualConcats"] as? [String])
    let sharing = try #require(plan["sharing"] as? [Any])
    let text = try CommandLineTool.run(["plan", model, "--level", "rewrite"]).text
    #expect(!sharing.isEmpty && text.contains("\noverlap \(sharing.count) output"))
    #expect(!concats.isEmpty && text.contains("\nconcat  \(concats.count) never put together: "))
    let ordered = try CommandLineTool.run(["plan", model, "--level", "order"]).text
    #expect(!ordered.contains("\noverlap") && !ordered.contains("\nconcat"))
  }

  @Test func `plan says what the passes removed`() throws {
    let padded = CommandLineTool.path(
      "Tests/EndToEndTests/Goldens/pad-then-conv2d-valid-stride-2/model.json")
    let plan = try CommandLineTool.run(["plan", padded, "--json"]).json()
    let passes = try #require(plan["passes"] as? [[String: Any]])
    #expect(passes.count == 1 && passes[0]["nodesRemoved"] as? Int == 1)
    #expect(passes[0]["pass"] is String && passes[0]["macsSaved"] as? Int == 0)
    let text = try CommandLineTool.run(["plan", padded]).text
    #expect(text.contains(#/\npass    fold [a-z ]+: 1 node and 0 MACs less/#))
    let digits = try CommandLineTool.run(["plan", model]).text
    #expect(digits.contains(#/\npass    distribute over concat: 13 nodes more/#))
    let ordered = try CommandLineTool.run(["plan", padded, "--level", "order", "--json"]).json()
    #expect((ordered["passes"] as? [Any])?.isEmpty == true)
  }
}
