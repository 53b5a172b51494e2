import ArgumentParser
import EdgeCompiler
import EdgeOperators

/// A kind of processor that `compile` builds for.
enum DeviceTarget: String, CaseIterable, ExpressibleByArgument {
  case host
  case aarch64Linux = "aarch64-linux"
  case armv7Linux = "armv7-linux"
  case cortexM4 = "cortex-m4"
  case cortexM7 = "cortex-m7"
  case cortexM55 = "cortex-m55"

  /// Whether a program of its own can run there, under Linux.
  var hasRunner: Bool { linux != nil }

  /// What constants are laid out for.
  var constants: Target {
    switch self {
    case .host: .host
    case .aarch64Linux, .armv7Linux: .arm64
    case .cortexM4, .cortexM7: .cortexM
    case .cortexM55: .helium
    }
  }

  /// The variants of a kernel that a library has: all that can run, of which Cortex-M has one.
  ///
  /// - Parameter sources: the instruction sets there are sources for.
  func variants(_ sources: Set<String>, of kernel: String) -> [String] {
    switch self {
    case .host: KernelVariants.instructionSets(of: kernel).filter { $0 != "dsp" }
    case .aarch64Linux: ["scalar", "neon", "dotprod", "i8mm"].filter(sources.contains)
    case .armv7Linux: ["scalar", "neon"].filter(sources.contains)
    case .cortexM4, .cortexM7: [sources.contains("dsp") ? "dsp" : "scalar"]
    case .cortexM55: [["helium", "dsp"].first(where: sources.contains) ?? "scalar"]
    }
  }

  /// What Embedded Swift calls it.
  var swiftTriple: String {
    switch self {
    case .host: "x86_64-unknown-linux-gnu"
    case .aarch64Linux: "aarch64-none-none-elf"
    case .armv7Linux: "armv7-none-none-eabi"
    case .cortexM4, .cortexM7, .cortexM55: "armv7em-none-none-eabi"
    }
  }

  /// What clang calls it.
  var clangTriple: String {
    switch self {
    case .host: "x86_64-unknown-linux-gnu"
    case .aarch64Linux: "aarch64-linux-gnu"
    case .armv7Linux: "arm-linux-gnueabihf"
    case .cortexM4, .cortexM7: "armv7em-none-eabi"
    case .cortexM55: "armv8.1m.main-none-eabi"
    }
  }

  /// The processor, for clang, be it called alone or by swiftc.
  var processorFlags: [String] {
    switch self {
    case .host, .aarch64Linux: []
    case .armv7Linux: ["-march=armv7-a", "-mfpu=neon", "-mfloat-abi=hard"]
    case .cortexM4: ["-mcpu=cortex-m4", "-mfpu=fpv4-sp-d16", "-mfloat-abi=hard"]
    case .cortexM7: ["-mcpu=cortex-m7", "-mfpu=fpv5-d16", "-mfloat-abi=hard"]
    case .cortexM55: ["-mcpu=cortex-m55", "-mfloat-abi=hard"]
    }
  }

  /// What swiftc passes on to the clang that reads headers: it knows no Armv8.1-M.
  var importerFlags: [String] {
    self == .cortexM55 ? DeviceTarget.cortexM7.processorFlags : processorFlags
  }

  /// Where a Linux's C library and start files are; nil for what runs without an operating system.
  var linux: (libraries: String, gcc: String)? {
    switch self {
    case .host: ("/usr/lib/x86_64-linux-gnu", "gcc/x86_64-linux-gnu")
    case .aarch64Linux: ("/usr/aarch64-linux-gnu/lib", "gcc-cross/aarch64-linux-gnu")
    case .armv7Linux: ("/usr/arm-linux-gnueabihf/lib", "gcc-cross/arm-linux-gnueabihf")
    case .cortexM4, .cortexM7, .cortexM55: nil
    }
  }

  /// The Debian packages with that library.
  var packages: String {
    switch self {
    case .aarch64Linux: "libc6-dev-arm64-cross libgcc-12-dev-arm64-cross"
    case .armv7Linux: "libc6-dev-armhf-cross libgcc-12-dev-armhf-cross"
    default: "libc6-dev libgcc-12-dev"
    }
  }
}
