import EdgeTestSupport
import Foundation
import Testing

@Suite struct BenchTests {
  private let model = CommandLineTool.digits
  private let input = CommandLineTool.digitsInput

  @Test(arguments: ["order", "stream"])
  func `bench has a layer a position of the schedule, and all MACs`(level: String) throws {
    let options = ["--level", level, "--json"]
    let report = try CommandLineTool.run(["bench", model, "--runs", "3"] + options).json()
    let plan = try CommandLineTool.run(["plan", model] + options).json()
    #expect(report["format"] as? String == "edgerun.bench/1")
    #expect(
      (report["isa"] as? String)?.hasPrefix("scalar") == true && report["threads"] as? Int == 1)
    let layers = try #require(report["layers"] as? [[String: Any]])
    let steps = try #require(plan["steps"] as? [[String: Any]])
    #expect(layers.map { $0["name"] as? String } == steps.map { $0["name"] as? String })
    let macs = layers.compactMap { $0["macs"] as? Int }.reduce(0, +)
    #expect(macs == plan["macs"] as? Int && macs > 0)
    let total = try #require(report["total"] as? [String: Any])
    let times = try #require(total["microseconds"] as? [String: Double])
    let (least, median) = (try #require(times["min"]), try #require(times["median"]))
    #expect(try least > 0 && least <= median && median <= #require(times["p99"]))
    #expect(total["macsPerSecond"] is Int)
    #expect(report["arenaBytes"] as? Int == plan["arenaBytes"] as? Int)
    let prepared = try #require(report["preparedBytes"] as? Int)
    #expect(level == "stream" ? prepared > 0 : prepared == 0)
  }

  @Test func `bench prints a table, and counts of runs are checked`() throws {
    let result = try CommandLineTool.run(["bench", model, "--runs", "1", "--level", "order"])
    #expect(result.exitCode == 0)
    #expect(result.text.contains("1 run at level order on one thread, scalar"))
    #expect(result.text.contains(/kernels; arena [0-9,]+ bytes\n/))
    #expect(try CommandLineTool.run(["bench", model, "--runs", "0"]).exitCode == 64)
    #expect(try CommandLineTool.run(["bench", model, "--budget", "100"]).exitCode == 1)
  }

  @Test func `a run's profile is bench's table of its own input`() throws {
    let options = [model, input, "--profile", "--level", "order"]
    let report = try CommandLineTool.run(options + ["--json"]).json()
    let profile = try #require(report["profile"] as? [String: Any])
    #expect(profile["format"] as? String == "edgerun.bench/1" && profile["runs"] as? Int == 50)
    #expect((profile["layers"] as? [Any])?.count == 76)
    let outputs = try #require(report["outputs"] as? [[String: Any]])
    #expect(outputs[0]["crc32"] as? Int == 2_118_077_827)
    let result = try CommandLineTool.run(options)
    #expect(result.exitCode == 0 && result.text.contains("50 runs at level order on one thread"))
    let fed = try CommandLineTool.run([model, input, "--profile", "--stream-input", "--json"])
    #expect(fed.exitCode == 0)
    #expect(try fed.json()["profile"] is [String: Any])
    #expect(try CommandLineTool.run([model, input, "--json"]).json()["profile"] == nil)
  }

  @Test func `the tensors that two levels put together have the same CRCs`() throws {
    func checksums(_ level: String) throws -> [String: Int] {
      let report = try CommandLineTool.run([model, input, "--crc", "--json", "--level", level])
        .json()
      let entries = try #require(report["crcs"] as? [[String: Any]])
      return Dictionary(
        uniqueKeysWithValues: entries.compactMap { entry in
          (entry["tensor"] as? String).flatMap { name in
            (entry["crc32"] as? Int).map { (name, $0) }
          }
        })
    }
    let (file, order, stream) = try (checksums("file"), checksums("order"), checksums("stream"))
    #expect(file == order && file.count == 76)
    #expect(stream.count < file.count && stream["probabilities"] == 2_118_077_827)
    let common = Set(stream.keys).intersection(file.keys)
    #expect(common.allSatisfy { file[$0] == stream[$0] })
    let text = try CommandLineTool.run([model, input, "--crc"]).text
    #expect(text.contains(/step \d+ +7e3f4d83  probabilities/))
    let plain = try CommandLineTool.run([model, input, "--json"]).json()
    #expect(plain["crcs"] == nil)
  }
}
