import EdgeCompiler
import EdgeOperators
import Foundation

/// A compiled model as files for a device, made in a folder of its own.
struct DeviceBuild {
  let toolchain: Toolchain
  let target: DeviceTarget
  let header: DeviceHeader
  let compilation: Compilation
  /// Where everything is made.
  let folder: URL

  /// The archive's bytes: the executor, the kernels the program calls, and the program.
  func library() throws -> Data {
    var objects = [try executor(), try program()]
    objects += try kernels()
    try toolchain.run("llvm-ar", ["rcsD", "library.a"] + objects, in: folder)
    return try contents("library.a")
  }

  /// The bytes of a static executable that runs the program. The library was made before.
  func runner() throws -> Data {
    guard let linux = target.linux else { return Data() }
    let gcc = "/usr/lib/\(linux.gcc)/12"
    let starts = ["\(linux.libraries)/crt1.o", "\(linux.libraries)/crti.o", "\(gcc)/crtbeginT.o"]
    for file in starts where !FileManager.default.fileExists(atPath: file) {
      throw Failure.toolchain(
        "no \(file), needed for a static executable: apt-get install \(target.packages)")
    }
    try Data(header.text.utf8).write(to: folder.appending(path: "model.h"))
    try Data(LayerTable(compilation, header.symbol).text.utf8).write(
      to: folder.appending(path: "layers.c"))
    let firmware = toolchain.sources.appending(path: "Sources/Firmware").path
    let include = target == .host ? [] : ["-isystem", "\(linux.libraries)/../include"]
    for source in ["\(firmware)/runner.c", "layers.c"] {
      try compileC(source, ["-I\(firmware)", "-I.", "-D_GNU_SOURCE"] + include)
    }
    var arguments = ["-static", "--gc-sections", "-o", "runner"] + starts
    arguments += ["runner.o", "layers.o", "library.a", "-L\(linux.libraries)", "-L\(gcc)"]
    arguments += ["--start-group", "-lc", "-lgcc", "-lgcc_eh", "--end-group"]
    arguments += ["\(gcc)/crtend.o", "\(linux.libraries)/crtn.o"]
    try toolchain.run("ld.lld", arguments, in: folder)
    return try contents("runner")
  }

  private func executor() throws -> String {
    var arguments = ["-target", target.swiftTriple, "-enable-experimental-feature", "Embedded"]
    arguments += [
      "-wmo", "-parse-as-library", "-Osize", "-no-allocations", "-strict-memory-safety",
    ]
    for flag in ["-function-sections", "-disable-stack-protector"] {
      arguments += ["-Xfrontend", flag]
    }
    for flag in target.importerFlags + ["-ffreestanding"] { arguments += ["-Xcc", flag] }
    arguments += ["-module-name", "EdgeRuntime", "-I", includes, "-o", "executor.o", "-c"]
    try toolchain.run("swiftc", arguments + toolchain.executorSources(), in: folder)
    return "executor.o"
  }

  private func kernels() throws -> [String] {
    let names = Set(KernelVariants.names(of: header.kernels))
    return try toolchain.kernelSources(names).map { source in
      let isShared =
        URL(fileURLWithPath: source).deletingLastPathComponent().lastPathComponent == "Kernels"
      return try compileC(source, isShared ? ["-DER_KERNEL_LINKAGE=__attribute__((weak))"] : [])
    }
  }

  /// - Returns: the object file's name.
  @discardableResult private func compileC(_ source: String, _ flags: [String]) throws -> String {
    let name = URL(fileURLWithPath: source).deletingPathExtension().lastPathComponent + ".o"
    var arguments = ["--target=\(target.clangTriple)", "-std=c11", "-ffunction-sections"]
    arguments += ["-fdata-sections", "-fno-short-enums", "-fno-asynchronous-unwind-tables"]
    arguments += target.hasRunner ? ["-O2"] : ["-Os", "-ffreestanding"]
    arguments += target.processorFlags + flags + ["-I\(includes)", "-c", source, "-o", name]
    try toolchain.run("clang", arguments, in: folder)
    return name
  }

  /// The program's bytes as a read-only symbol that brings its kernels along: in `dispatch.c` they
  /// are weak, so that a firmware has those of all its programs and no other.
  private func program() throws -> String {
    try Data(compilation.program).write(to: folder.appending(path: "program.bin"))
    let needs = try KernelVariants.names(of: header.kernels).flatMap { kernel in
      let sources = try toolchain.instructionSets(of: kernel)
      return (target.variants(sources, of: kernel) + ["accepts"]).map { "er_\(kernel)_\($0)" }
    }
    let text = """
      .section .rodata.\(header.symbol)_program,"a",%progbits
      .balign 16
      .globl \(header.symbol)_program
      \(header.symbol)_program:
      .incbin "program.bin"
      \(needs.map { ".reloc 0, BFD_RELOC_NONE, \($0)" }.joined(separator: "\n"))
      .section .note.GNU-stack,"",%progbits

      """
    try Data(text.utf8).write(to: folder.appending(path: "program.s"))
    var arguments = ["--target=\(target.clangTriple)"] + target.processorFlags
    arguments += ["-c", "program.s", "-o", "program.o"]
    try toolchain.run("clang", arguments, in: folder)
    return "program.o"
  }

  private var includes: String { toolchain.sources.appending(path: "Kernels/include").path }

  private func contents(_ name: String) throws -> Data {
    try Data(contentsOf: folder.appending(path: name))
  }
}
