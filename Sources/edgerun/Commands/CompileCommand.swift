import ArgumentParser
import EdgeCompiler
import EdgeFormats
import EdgeOperators
import Foundation

struct CompileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile", abstract: "Make a program, and a library that runs it, for a device.",
    discussion: """
      Writes PREFIX.program (the flat program), PREFIX.h (sizes, shapes, scales), libNAME.a beside \
      them (the executor, the kernels the program calls, and the program), and for a Linux the \
      static executable PREFIX, which runs the program on an input file without anything else \
      installed. Uses the Swift toolchain in PATH.
      """)

  @OptionGroup var planning: PlanningOptions

  @Option(name: .shortAndLong, help: "What the names of all files begin with, such as build/kws.")
  var output: String

  @Option(
    help: "Where it will run: \(DeviceTarget.allCases.map(\.rawValue).joined(separator: ", ")).")
  var target: DeviceTarget

  @Option(help: "edgerun's own folder, where it is not above the executable.")
  var sources: String?

  @Flag(help: "Write PREFIX.program and PREFIX.h only; needs no toolchain.")
  var programOnly = false

  private var name: String { URL(fileURLWithPath: output).lastPathComponent }
  /// Made where it is missing.
  private var folder: URL { URL(fileURLWithPath: output).deletingLastPathComponent() }

  func validate() throws {
    guard !output.isEmpty, !name.isEmpty, !output.hasSuffix("/"), output != "-" else {
      throw ValidationError("--output: expected a prefix such as build/kws, found \(output)")
    }
  }

  func run() throws {
    try Console.report(file: planning.model, json: false) {
      let model = try ModelFile.read(path: planning.model, operators: catalog)
      for warning in model.warnings { Console.note(warning) }
      var constants = target.constants
      var compilation = try planning.compile(model, for: constants)
      if compilation.shortage != nil, constants.scratchPacking != .none {
        // Kernels for Cortex-M are faster and take some scratch memory.
        constants = .portable
        compilation = try planning.compile(model, for: constants)
      }
      if let shortage = compilation.shortage { throw Failure.overBudget(shortage) }
      guard compilation.isRunnable else { throw Failure.missingWeights(file: planning.model) }
      try CheckedPlan.check(compilation, for: constants)
      let header = try DeviceHeader(compilation, fileName: name)
      let sparing = model.sources(planning.model)
      var files = [
        (try OutputFile(output + ".program", sparing: sparing), Data(compilation.program)),
        (try OutputFile(output + ".h", sparing: sparing), Data(header.text.utf8)),
      ]
      if !programOnly { files += try build(compilation, header, sparing) }
      try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try OutputFile.write(files)
      if !programOnly, target.hasRunner { chmod(output, 0o755) }
    }
  }

  private func build(_ compilation: Compilation, _ header: DeviceHeader, _ sparing: [String])
    throws -> [(OutputFile, Data)]
  {
    let folder = FileManager.default.temporaryDirectory.appending(path: "edgerun-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let build = DeviceBuild(
      toolchain: try Toolchain(sources: sources), target: target, header: header,
      compilation: compilation, folder: folder)
    let library = self.folder.appending(path: "lib\(name).a")
    var files = [(try OutputFile(library.path, sparing: sparing), try build.library())]
    if target.hasRunner {
      files.append((try OutputFile(output, sparing: sparing), try build.runner()))
    }
    return files
  }
}
