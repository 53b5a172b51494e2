import EdgeTestSupport
import Foundation

/// The built executable, run as a process of its own.
enum CommandLineTool {
  struct Result {
    var exitCode: Int32
    var output: [UInt8]
    var errors: String
    var text: String { String(decoding: output, as: UTF8.self) }

    /// The one object on standard output.
    func json() throws -> [String: Any] {
      try JSONSerialization.jsonObject(with: Data(output)) as? [String: Any] ?? [:]
    }
  }

  static let digits = path("Models/digits/model.json")
  static let digitsInput = path("Models/digits/input.bin")

  static func path(_ name: String) -> String {
    RepositoryFiles.root().appending(path: name).path
  }

  /// Beside the test bundle, where SwiftPM puts it.
  static var executable: URL {
    Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
      .deletingLastPathComponent().appending(path: "edgerun")
      ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "edgerun")
  }

  /// - Parameters:
  ///   - executable: what is run; by default the tool.
  ///   - outputPath: what standard output is connected to instead of a file of its own.
  static func run(
    _ arguments: [String], executable: URL = Self.executable, input: Data = Data(),
    outputPath device: String? = nil
  ) throws -> Result {
    let folder = try TemporaryFolder()
    let (inputPath, errorPath) = (
      try folder.write(Array(input), to: "in"), try folder.write([], to: "err")
    )
    let outputPath = try device ?? folder.write([], to: "out")
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.standardInput = FileHandle(forReadingAtPath: inputPath)
    process.standardOutput = FileHandle(forWritingAtPath: outputPath)
    process.standardError = FileHandle(forWritingAtPath: errorPath)
    try process.run()
    process.waitUntilExit()
    return Result(
      exitCode: process.terminationStatus,
      output: device == nil
        ? Array(try Data(contentsOf: URL(fileURLWithPath: outputPath))) : [],
      errors: try String(contentsOfFile: errorPath, encoding: .utf8))
  }
}
