import EdgeTestSupport
import Foundation
import Testing

/// `edgerun compile`: what it leaves on the disk, for every target.
@Suite struct CompileTests {
  static let targets = [
    "host", "aarch64-linux", "armv7-linux", "cortex-m4", "cortex-m7", "cortex-m55",
  ]
  private let model = CommandLineTool.digits

  private func files(_ folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test(arguments: targets)
  func `a program and a header with its sizes are made for every target`(target: String) throws {
    let folder = try TemporaryFolder()
    let prefix = folder.path(of: "a-digit")
    let result = try CommandLineTool.run([
      "compile", model, "--target", target, "--program-only", "-o", prefix,
    ])
    #expect(result.exitCode == 0 && result.output.isEmpty, "\(result)")
    #expect(try files(folder) == ["a-digit.h", "a-digit.program"])
    let program = try Data(contentsOf: URL(fileURLWithPath: prefix + ".program"))
    let header = try String(contentsOfFile: prefix + ".h", encoding: .utf8)
    for line in [
      "#ifndef A_DIGIT_H", "extern const unsigned char a_digit_program[\(program.count)];",
      "#define A_DIGIT_PROGRAM_BYTES \(program.count)", "#define A_DIGIT_STATE_BYTES 0",
      "#define A_DIGIT_INPUT0_BYTES 64", "#define A_DIGIT_INPUT0_SHAPE {1, 8, 8, 1}",
      "#define A_DIGIT_INPUT0_IS_FED 0", "#define A_DIGIT_OUTPUT0_SHAPE {1, 10}",
      "#define A_DIGIT_OUTPUT0_RANK 2", "#define A_DIGIT_OUTPUT0_ZERO_POINT -128",
    ] { #expect(header.contains(line + "\n"), "\(line)") }
    let arena = try #require(header.firstMatch(of: #/A_DIGIT_ARENA_BYTES (\d+)\n/#))
    #expect(try #require(Int(arena.1)) >= 4590)
  }

  @Test(arguments: ["cortex-m4", "host"])
  func `a library is made, and an executable where there is an operating system`(target: String)
    throws
  {
    let folder = try TemporaryFolder()
    let result = try CommandLineTool.run([
      "compile", model, "--target", target, "-o", folder.path(of: "digits"),
    ])
    #expect(result.exitCode == 0, "\(result.errors)")
    let executable = target == "host" ? ["digits"] : []
    #expect(try files(folder) == executable + ["digits.h", "digits.program", "libdigits.a"])
    guard target == "host" else { return }
    let run = try CommandLineTool.run(
      [CommandLineTool.digitsInput, "--output", folder.path(of: "output.bin")],
      executable: URL(fileURLWithPath: folder.path(of: "digits")))
    #expect(run.exitCode == 0)
    let golden = CommandLineTool.path("Models/digits/output.bin")
    #expect(
      FileManager.default.contentsEqual(atPath: folder.path(of: "output.bin"), andPath: golden))
  }

  @Test(
    arguments: [
      (["--target", "cortex-m3"], Int32(64), "cortex-m3"),
      (["--target", "cortex-m4", "--budget", "1K"], 1, "the least that works is"),
      (["--target", "cortex-m4", "--sources", "/nowhere"], 69, "--sources"),
    ])
  func `errors say what was wrong and leave nothing behind`(
    options: [String], exitCode: Int32, message: String
  ) throws {
    let folder = try TemporaryFolder()
    let result = try CommandLineTool.run(
      ["compile", model, "-o", folder.path(of: "digits")] + options)
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(result.exitCode == exitCode)
    #expect(try files(folder) == [])
  }

  @Test func `a prefix that names no file is a usage error`() throws {
    for prefix in ["", "-", "build/"] {
      let result = try CommandLineTool.run(["compile", model, "--target", "host", "-o", prefix])
      #expect(result.exitCode == 64)
      #expect(result.errors.contains("expected a prefix such as build/kws"))
    }
  }

  @Test func `a board that cannot be reached is named, and what must work first`() throws {
    for (host, message) in [
      ("", "expected HOST=user@board"),
      ("nobody@board.invalid", "no way to nobody@board.invalid by ssh"),
    ] {
      let process = Process()
      let errors = Pipe()
      process.executableURL = URL(
        fileURLWithPath: CommandLineTool.path("Sources/Firmware/board.sh"))
      process.arguments = [host, "build/board"]
      process.standardError = errors
      try process.run()
      let text = String(
        decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus != 0)
      #expect(text.contains(message) || text.contains("openssh-client"), "\(text)")
    }
  }
}
