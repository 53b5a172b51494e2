import EdgeRuntime
import EdgeTestSupport
import Foundation
import Testing

/// Programs that `compile` made, run here as they are.
@Suite struct CompiledProgramTests {
  private let input = CommandLineTool.digitsInput

  private static func compiled(
    _ model: String, in folder: TemporaryFolder, _ options: [String]
  ) throws -> String {
    let prefix = folder.path(of: "small")
    let result = try CommandLineTool.run(
      ["compile", model, "-o", prefix, "--program-only"] + options)
    #expect(result.exitCode == 0, "\(result.errors)")
    return prefix + ".program"
  }

  @Test(arguments: CompileTests.targets, [[], ["--stream-input"]])
  func `run to the same bytes in their own arena, whatever they are for`(
    target: String, options: [String]
  ) throws {
    let folder = try TemporaryFolder()
    let program = try Self.compiled(
      CommandLineTool.digits, in: folder, ["--target", target] + options)
    let result = try CommandLineTool.run([program, input, "--json"])
    #expect(result.exitCode == 0 && result.errors == "", "\(result)")
    let report = try result.json()
    #expect(report["model"] as? String == "small" && report["level"] is NSNull)
    let outputs = try #require(report["outputs"] as? [[String: Any]])
    #expect(outputs.count == 1 && outputs[0]["crc32"] as? Int == 2_118_077_827)
    #expect(outputs[0]["name"] as? String == "output 0" && outputs[0]["type"] as? String == "int8")
    let header = try String(contentsOfFile: folder.path(of: "small.h"), encoding: .utf8)
    let arena = try #require(header.firstMatch(of: #/SMALL_ARENA_BYTES (\d+)\n/#))
    let planned = try #require(report["arenaBytes"] as? Int)
    let (peak, idle) = (report["measuredPeakBytes"] as? Int, report["untouchedTopBytes"] as? Int)
    #expect(Int(arena.1) == planned)
    #expect(try #require(peak) + #require(idle) == planned)
  }

  @Test func `come from standard input too`() throws {
    let folder = try TemporaryFolder()
    let program = try Self.compiled(CommandLineTool.digits, in: folder, ["--target", "cortex-m4"])
    let bytes = try Data(contentsOf: URL(fileURLWithPath: program))
    let result = try CommandLineTool.run(["-", input, "--output", "-"], input: bytes)
    let golden = CommandLineTool.path("Models/digits/output.bin")
    #expect(Data(result.output) == (try Data(contentsOf: URL(fileURLWithPath: golden))))
    #expect(result.errors.contains("4,976 bytes, as it was compiled"))
  }

  @Test func `keep their state from input to input`() throws {
    let folder = try TemporaryFolder()
    let golden = CommandLineTool.path("Tests/ConformanceTests/Goldens/stream") + "/"
    let program = try Self.compiled(
      golden + "model.tflite", in: folder, ["--target", "cortex-m4"])
    let files = try StateReportTests.frames(in: folder)
    let run = try CommandLineTool.run([program] + files + ["--output", "-"])
    #expect(
      Data(run.output) == (try Data(contentsOf: URL(fileURLWithPath: golden + "output0.bin"))))
    #expect(run.errors.contains("beside 15 of state"))
  }

  @Test func `that cannot be run are refused in words`() throws {
    let folder = try TemporaryFolder()
    let path = try Self.compiled(CommandLineTool.digits, in: folder, ["--target", "host"])
    let program = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    let ports = program.range(of: .ports).lowerBound
    let views = program.range(of: .views).lowerBound
    let input = UInt32(program[word: ports])
    let readsBeside = try #require(
      (views..<program.range(of: .views).upperBound).first {
        ($0 - views) % ProgramFormat.viewBytes == 0 && program[word: $0] == input
      })
    for (offset, word, message) in [
      (4, 99, "found 99, expected \(ProgramFormat.version)"),
      (ports + 16, 9, "input 0 of the program: its shape is not that of its bytes"),
      (ports, 1 << 20, "number 0"),
      (readsBeside, input + 64, "reads bytes of the arena that nothing has written"),
    ] as [(Int, UInt32, String)] {
      var bytes = program
      bytes[word: offset] = word
      let file = try folder.write(bytes.sealed, to: "changed.program")
      let result = try CommandLineTool.run([file, self.input])
      #expect(result.exitCode == 65 && result.errors.contains(message), "\(result.errors)")
    }
  }

  @Test func `are refused where they are damaged, or something is to be planned`() throws {
    let folder = try TemporaryFolder()
    let program = try Self.compiled(CommandLineTool.digits, in: folder, ["--target", "host"])
    var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: program)))
    for options in [["--level", "order"], ["--crc"], ["--profile"], ["--threads", "2"]] {
      let result = try CommandLineTool.run([program, input] + options)
      #expect(result.exitCode == 64 && result.errors.contains("is run as it is"), "\(options)")
    }
    let planned = try CommandLineTool.run(["plan", program])
    #expect(planned.exitCode == 65 && planned.errors.contains("a compiled program, which only run"))
    let wrong = try CommandLineTool.run([program, program])
    #expect(wrong.exitCode == 65 && wrong.errors.contains("input \"input 0\": expected 64 bytes"))
    let cut = try folder.write(Array(bytes.dropLast()), to: "cut.program")
    let shorter = try CommandLineTool.run([cut, input])
    #expect(shorter.exitCode == 65 && shorter.errors.contains("the program is cut short"))
    bytes[bytes.count - 1] ^= 1
    let damaged = try folder.write(bytes, to: "damaged.program")
    let result = try CommandLineTool.run([damaged, input, "--output", folder.path(of: "out")])
    #expect(result.exitCode == 65 && result.errors.contains("its checksum differs"))
    #expect(!FileManager.default.fileExists(atPath: folder.path(of: "out")))
  }
}
