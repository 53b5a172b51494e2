import Foundation

/// The Swift toolchain's compilers and the sources that go onto a device, as found at run time.
struct Toolchain {
  /// The folder with `swiftc`, `clang`, `ld.lld` and `llvm-ar`.
  let tools: URL
  /// The repository's folder.
  let sources: URL

  /// - Parameter sources: where `Kernels` and `Sources/EdgeRuntime` are; nil to look in the folders
  ///   above the executable and the current one.
  init(sources: String?) throws(Failure) {
    guard let tools = Self.tools else {
      throw .toolchain(
        "no swiftc in PATH: install a Swift toolchain, or write the program alone with "
          + "--program-only")
    }
    self.tools = tools
    let starts = [
      URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath(),
      URL(fileURLWithPath: FileManager.default.currentDirectoryPath),
    ]
    let candidates =
      sources.map { [URL(fileURLWithPath: $0)] } ?? starts.flatMap(Self.foldersAbove)
    guard let found = candidates.first(where: Self.hasSources) else {
      throw .toolchain(
        "edgerun's own sources are not above the executable: expected Kernels/kernels.def and "
          + "Sources/EdgeRuntime; say where with --sources")
    }
    self.sources = found
  }

  private static var tools: URL? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").map { URL(fileURLWithPath: String($0)) }
      .map { $0.appending(path: "swiftc").resolvingSymlinksInPath().deletingLastPathComponent() }
      .first { folder in
        ["swiftc", "clang", "ld.lld", "llvm-ar"].allSatisfy {
          FileManager.default.isExecutableFile(atPath: folder.appending(path: $0).path)
        }
      }
  }

  private static func foldersAbove(_ url: URL) -> [URL] {
    var folders = [url]
    while let last = folders.last, last.path != "/" {
      folders.append(last.deletingLastPathComponent())
    }
    return folders
  }

  private static func hasSources(_ folder: URL) -> Bool {
    ["Kernels/kernels.def", "Sources/EdgeRuntime/Executor.swift"].allSatisfy {
      FileManager.default.fileExists(atPath: folder.appending(path: $0).path)
    }
  }

  /// Runs a tool and waits; `arguments` are passed as they are.
  ///
  /// - Throws: with what the tool said, where it fails.
  func run(_ tool: String, _ arguments: [String], in folder: URL) throws {
    let process = Process()
    let said = Pipe()
    process.executableURL = tools.appending(path: tool)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardOutput = said
    process.standardError = said
    try process.run()
    let text = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure.toolchain("\(tool) failed:\n\(text.trimmingCharacters(in: .newlines))")
    }
  }

  /// Swift sources of the executor, C sources of the dispatch and of the kernels so named.
  func executorSources() throws -> [String] {
    try files(in: "Sources/EdgeRuntime", suffix: ".swift")
  }

  func kernelSources(_ names: Set<String>) throws -> [String] {
    let kernels = sources.appending(path: "Kernels")
    let folders = try FileManager.default.contentsOfDirectory(atPath: kernels.path).sorted()
    let shared = try files(in: "Kernels", suffix: ".c")
    return try folders.reduce(into: shared) { found, folder in
      let isKernel = FileManager.default.fileExists(
        atPath: kernels.appending(path: "\(folder)/\(folder).h").path)
      guard !folder.contains("."), !isKernel || names.contains(folder) else { return }
      found += try files(in: "Kernels/\(folder)", suffix: ".c")
    }
  }

  /// The instruction sets that a kernel has a source of its own for.
  func instructionSets(of kernel: String) throws -> Set<String> {
    let names = try files(in: "Kernels/\(kernel)", suffix: ".c").map {
      URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent
    }
    return Set(names.map { String($0.dropFirst(kernel.count + 1)) }).subtracting(["accepts"])
  }

  private func files(in folder: String, suffix: String) throws -> [String] {
    let url = sources.appending(path: folder)
    return try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
      .filter { $0.hasSuffix(suffix) }.map { url.appending(path: $0).path }
  }
}
