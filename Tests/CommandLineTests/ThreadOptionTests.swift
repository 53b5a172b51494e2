import EdgeTestSupport
import Foundation
import Testing

@Suite struct ThreadOptionTests {
  private let model = CommandLineTool.digits
  private let input = CommandLineTool.digitsInput
  private let golden = CommandLineTool.path("Models/digits/output.bin")

  @Test(arguments: ["1", "2", "3", "64"])
  func `a run has the same bytes on any number of threads`(threads: String) throws {
    let options = ["--threads", threads, "--level", "order"]
    let run = try CommandLineTool.run(["run", model, input, "--output", "-"] + options)
    #expect(try Data(run.output) == Data(contentsOf: URL(fileURLWithPath: golden)))
    let report = try CommandLineTool.run([model, input, "--json"] + options).json()
    #expect(report["measuredPeakBytes"] as? Int == report["arenaBytes"] as? Int)
    #expect(report["heapAllocations"] as? Int == 0)
  }

  @Test(arguments: ["run", "bench"], ["0", "65", "-1", "two"])
  func `what is no number of threads is a usage error`(command: String, threads: String) throws {
    let inputs = command == "run" ? [input] : []
    let result = try CommandLineTool.run([command, model] + inputs + ["--threads", threads])
    #expect(result.exitCode == 64)
    #expect(result.errors.contains("threads"))
  }

  @Test func `bench says how many threads there were`() throws {
    let options = ["bench", model, "--runs", "2", "--threads", "2"]
    let report = try CommandLineTool.run(options + ["--json"]).json()
    #expect(report["threads"] as? Int == 2)
    #expect(try CommandLineTool.run(options).text.contains(/at level stream on 2 threads/))
  }
}
