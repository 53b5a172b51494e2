import EdgeTestSupport
import Foundation
import Testing

/// Full disks, closed pipes and signals: what is there afterwards is whole, and the code says why.
@Suite struct InterruptionTests {
  private let model = CommandLineTool.digits
  private let input = CommandLineTool.digitsInput

  @Test(arguments: [["plan", "--level", "order"], ["inspect", "--json"], ["ops"]])
  func `a pipe that nobody reads is an I/O error`(command: [String]) throws {
    let arguments = command[0] == "ops" ? command : [command[0], model] + command.dropFirst()
    let tool = try RunningTool(arguments, outputIsClosed: true)
    #expect(tool.exitCode() == 74)
    #expect(try tool.errors().contains("standard output: cannot be written"))
  }

  @Test func `a device that is full is 73`() throws {
    let saved = try CommandLineTool.run([
      "plan", model, "--level", "order", "--save", "/dev/full",
    ])
    #expect(saved.exitCode == 73)
    let written = try CommandLineTool.run([model, input, "--output", "/dev/full"])
    #expect(written.exitCode == 73)
    #expect(written.errors.contains("/dev/full: cannot be written"))
  }

  @Test func `a disk that is full is 73, and the old file stays`() throws {
    let folder = try TemporaryFolder()
    let plan = try folder.write([1, 2, 3], to: "plan.json")
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    // Blocks of 512 bytes that a file may have.
    shell.arguments = [
      "-c", "ulimit -f 1; exec \"$0\" \"$@\"", CommandLineTool.executable.path, "plan", model,
      "--level", "order", "--save", plan,
    ]
    shell.standardOutput = FileHandle.nullDevice
    shell.standardError = FileHandle.nullDevice
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationReason == .exit && shell.terminationStatus == 73)
    #expect(try Data(contentsOf: URL(fileURLWithPath: plan)) == Data([1, 2, 3]))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["plan.json"])
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func `whenever a signal comes, a file is as it was or new, and nothing lies beside it`(
    signal: Int32
  ) throws {
    let result = try CommandLineTool.run(["plan", model, "--level", "file", "--json"])
    let whole = try result.json()
    for delay in 0..<24 {
      let folder = try TemporaryFolder()
      let plan = folder.path(of: "plan.json")
      let tool = try RunningTool(["plan", model, "--level", "file", "--save", plan])
      usleep(UInt32(delay) * 3_000)
      tool.send(signal)
      _ = tool.exitCode()
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left == [] || left == ["plan.json"])
      guard !left.isEmpty else { continue }
      let text = try Data(contentsOf: URL(fileURLWithPath: plan))
      let found = try JSONSerialization.jsonObject(with: text) as? [String: Any]
      #expect(found?.keys == whole.keys && text.last == UInt8(ascii: "\n"))
      #expect(try CommandLineTool.run(["verify-plan", plan, model]).exitCode == 0)
      guard try !tool.errors().contains("interrupted") else { continue }
      // The time it took to plan is part of the plan.
      #expect(abs(text.count - result.output.count) < 8)
    }
  }

  @Test func `Ctrl-C ends a search with the best that was found`() throws {
    let folder = try TemporaryFolder()
    let problem = try folder.write(Array(Self.hardProblem.utf8), to: "problem.json")
    let tool = try RunningTool(["schedule", problem, "--time-limit", "600", "--json"])
    try tool.awaitHandler(of: SIGINT)
    tool.send(SIGINT)
    #expect(tool.exitCode() == 0)
    #expect(try tool.errors().contains("interrupted: this is the best that was found until then"))
    let report = try JSONSerialization.jsonObject(with: Data(try tool.output())) as? [String: Any]
    #expect((report?["order"] as? [Any])?.count == 240)
    #expect(report?["proved"] as? Bool == false)
  }

  @Test func `Ctrl-C while a model is planned keeps the best plan`() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(Array(Self.largeModel.utf8), to: "model.json")
    let plan = folder.path(of: "plan.json")
    let whole = try CommandLineTool.run(["plan", model, "--json"]).json()
    let tool = try RunningTool(["plan", model, "--save", plan])
    try tool.awaitHandler(of: SIGINT)
    tool.send(SIGINT)
    #expect(tool.exitCode() == 0)
    #expect(try tool.errors().contains("interrupted: this is the best that was found until then"))
    let text = try Data(contentsOf: URL(fileURLWithPath: plan))
    let found = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
    #expect(try #require(found["candidates"] as? Int) < #require(whole["candidates"] as? Int))
    #expect(try #require(found["arenaBytes"] as? Int) >= #require(whole["arenaBytes"] as? Int))
    #expect(try CommandLineTool.run(["verify-plan", plan, model]).exitCode == 0)
  }

  @Test func `a process that ignores Ctrl-C plans to the end`() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(Array(Self.largeModel.utf8), to: "model.json")
    let whole = try CommandLineTool.run(["plan", model, "--json"]).json()
    let tool = try RunningTool(["plan", model, "--json"], ignoresInterrupts: true)
    try tool.awaitHandler(of: SIGINT, kind: "SigIgn:")
    while tool.isRunning {
      tool.send(SIGINT)
      usleep(50_000)
    }
    #expect(try tool.exitCode() == 0 && tool.errors() == "")
    let found =
      try JSONSerialization.jsonObject(with: Data(try tool.output())) as? [String: Any]
    #expect(found?["candidates"] as? Int == whole["candidates"] as? Int)
  }

  /// Sums without weights, each of the one before and of another.
  private static var largeModel: String {
    var random = SeededGenerator(seed: 7)
    let tensors = (0..<240).map { index in
      "{\"name\": \"t\(index)\", \"shape\": [1, 16, 16, 16], \"type\": \"int8\", "
        + "\"quantization\": {\"scale\": 1.0, \"zeroPoint\": 0}}"
    }
    let nodes = (2..<240).map { index in
      let other = random.int(max(0, index - 60)...index - 2)
      return "{\"name\": \"s\(index)\", \"op\": \"add\", \"outputs\": [\"t\(index)\"], "
        + "\"inputs\": [\"t\(index - 1)\", \"t\(other)\"], \"attributes\": {\"activation\": \"none\"}}"
    }
    return """
      {"format": "edgerun.model/1", "name": "large", "inputs": ["t0", "t1"], "outputs": ["t239"],
      "tensors": [\(tensors.joined(separator: ", "))], "nodes": [\(nodes.joined(separator: ", "))]}
      """
  }

  /// Many branches of odd sizes between one input and one output.
  private static var hardProblem: String {
    var random = SeededGenerator(seed: 7)
    let sizes = (0..<241).map { _ in random.int(1...1_000_000) }
    let buffers = sizes.enumerated().map { "{\"name\": \"b\($0)\", \"bytes\": \($1)}" }
    let steps = (1...240).map { index in
      let reads = Set((0..<3).map { _ in random.int(max(0, index - 60)...index - 1) })
      let names = reads.sorted().map { "\"b\($0)\"" }.joined(separator: ", ")
      return "{\"name\": \"s\(index)\", \"reads\": [\(names)], \"writes\": [\"b\(index)\"]}"
    }
    return """
      {"format": "edgerun.problem/1", "name": "hard", "inputs": ["b0"], "outputs": ["b240"],
      "buffers": [\(buffers.joined(separator: ", "))], "steps": [\(steps.joined(separator: ", "))]}
      """
  }
}

/// The tool while it runs.
private final class RunningTool {
  private let process = Process()
  private let folder: TemporaryFolder

  init(
    _ arguments: [String], outputIsClosed: Bool = false, ignoresInterrupts: Bool = false
  ) throws {
    folder = try TemporaryFolder()
    let executable = CommandLineTool.executable
    process.executableURL = ignoresInterrupts ? URL(fileURLWithPath: "/bin/sh") : executable
    let trap = ["-c", "trap '' INT; exec \"$0\" \"$@\"", executable.path]
    process.arguments = (ignoresInterrupts ? trap : []) + arguments
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle(forWritingAtPath: try folder.write([], to: "err"))
    if outputIsClosed {
      let pipe = Pipe()
      process.standardOutput = pipe
      try pipe.fileHandleForReading.close()
    } else {
      process.standardOutput = FileHandle(forWritingAtPath: try folder.write([], to: "out"))
    }
    try process.run()
  }

  var isRunning: Bool { process.isRunning }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  func exitCode() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }

  func errors() throws -> String {
    try String(contentsOfFile: folder.path(of: "err"), encoding: .utf8)
  }

  func output() throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: folder.path(of: "out"))))
  }

  /// Returns as soon as the process catches the signal, or ignores it, or is gone.
  func awaitHandler(of signal: Int32, kind: String = "SigCgt:") throws {
    while process.isRunning {
      let status = try String(
        contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
      let line = status.split(separator: "\n").first { $0.hasPrefix(kind) }
      let caught = line.flatMap { UInt64($0.dropFirst(7).drop { $0 == "\t" }, radix: 16) } ?? 0
      if caught >> UInt64(signal - 1) & 1 == 1 { return }
      usleep(10_000)
    }
  }
}
