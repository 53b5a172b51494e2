// swift-tools-version: 6.2
import PackageDescription

/// What fuzzes the loaders needs libFuzzer to be linked, and code to tell it where it goes:
/// `make fuzz` asks for both.
let isFuzzed = Context.environment["EDGERUN_FUZZ"] != nil
let coverage: [SwiftSetting] = isFuzzed ? [.unsafeFlags(["-sanitize=fuzzer"])] : []

/// Device side: what also compiles in Embedded Swift, every unsafe expression marked.
let device: [SwiftSetting] =
  [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .treatWarning("EmbeddedRestrictions", as: .error),
    .enableUpcomingFeature("InternalImportsByDefault"),
  ] + coverage
let host: [SwiftSetting] =
  [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + coverage
let kernels: [CSetting] = [
  .treatAllWarnings(as: .error),
  .enableWarning("all"),
  .enableWarning("extra"),
  .enableWarning("conversion"),
]

/// Further options for the kernels' compiler: `make sanitize` and `make fuzz` ask for traps.
let kernelFlags =
  (Context.environment["EDGERUN_KERNEL_FLAGS"] ?? "").split(separator: " ").map(String.init)
  + (isFuzzed ? ["-fsanitize=fuzzer-no-link"] : [])
let checking: [CSetting] = kernelFlags.isEmpty ? [] : [.unsafeFlags(kernelFlags)]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let collections = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

let fuzzing: [Target] =
  isFuzzed
  ? [
    .target(name: "CFuzzDriver", cSettings: kernels),
    .executableTarget(
      name: "edgerun-fuzz",
      dependencies: [
        "CFuzzDriver", "EdgeChecking", "EdgeCompiler", "EdgeFormats", "EdgeIR", "EdgeOperators",
        "EdgePlanning", "EdgeRuntime", "EdgeTestSupport",
      ], swiftSettings: host,
      linkerSettings: [.unsafeFlags(["-use-ld=lld", "-sanitize=fuzzer"])]),
  ] : []

let package = Package(
  name: "edgerun",
  products: [
    .library(name: "EdgeRuntime", targets: ["EdgeRuntime"]),
    .library(name: "EdgeCompiler", targets: ["EdgeCompiler"]),
    .executable(name: "edgerun", targets: ["edgerun"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    .target(
      name: "CEdgeKernels", path: "Kernels", exclude: ["kernels.def"],
      publicHeadersPath: "include", cSettings: kernels + checking),
    .systemLibrary(
      name: "CEdgeBLAS", path: "Sources/CEdgeBLAS", providers: [.apt(["libblas-dev"])]),
    .target(name: "CAllocationCounter", cSettings: kernels),
    .target(name: "EdgeRuntime", dependencies: ["CEdgeKernels"], swiftSettings: device),
    .target(name: "EdgeIR", swiftSettings: host),
    .target(name: "EdgePlanning", dependencies: [collections], swiftSettings: host),
    .target(
      name: "EdgeChecking", dependencies: ["EdgeIR", "EdgeOperators"], swiftSettings: host),
    .target(name: "EdgeReference", dependencies: ["EdgeIR", "CEdgeBLAS"], swiftSettings: host),
    .target(
      name: "EdgeOperators", dependencies: ["EdgeIR", "EdgeReference", "CEdgeKernels"],
      swiftSettings: host),
    .target(
      name: "EdgeFormats",
      dependencies: ["EdgeIR", "EdgeOperators", "EdgePlanning", "EdgeChecking", crypto],
      swiftSettings: host),
    .target(
      name: "EdgeCompiler",
      dependencies: ["EdgeIR", "EdgeOperators", "EdgePlanning", "EdgeRuntime"], swiftSettings: host),
    .executableTarget(
      name: "edgerun",
      dependencies: [
        "EdgeIR", "EdgeOperators", "EdgeReference", "EdgeFormats", "EdgePlanning", "EdgeChecking",
        "EdgeCompiler", "EdgeRuntime", "CAllocationCounter", argumentParser,
      ], swiftSettings: host),
    .executableTarget(
      name: "planner-bench",
      dependencies: ["EdgePlanning", "EdgeIR", "EdgeOperators", "EdgeFormats", "EdgeCompiler"],
      swiftSettings: host),
    .target(name: "CKernelPeak", cSettings: kernels),
    .executableTarget(
      name: "kernel-bench",
      dependencies: ["CEdgeKernels", "CKernelPeak", "EdgeIR", "EdgeOperators"],
      swiftSettings: host),
    .target(
      name: "EdgeTestSupport", dependencies: ["EdgeIR", "EdgeOperators", "EdgeRuntime"],
      path: "Tests/EdgeTestSupport"),
    .target(name: "CTiles", path: "Tests/CTiles", cSettings: kernels),
    .testTarget(
      name: "EdgeFormatsTests",
      dependencies: ["EdgeFormats", "EdgeIR", "EdgeOperators", "EdgeCompiler", "EdgeTestSupport"]),
    .testTarget(
      name: "ConformanceTests",
      dependencies: [
        "EdgeChecking", "EdgeFormats", "EdgeIR", "EdgeOperators", "EdgeCompiler",
        "EdgeTestSupport",
      ],
      exclude: ["unsupported.txt", "arenas.json", "Goldens"]),
    .testTarget(
      name: "EdgeCheckingTests",
      dependencies: [
        "EdgeChecking", "EdgeCompiler", "EdgeFormats", "EdgeIR", "EdgeOperators",
        "EdgeTestSupport",
      ], exclude: ["Plans"]),
    .testTarget(
      name: "EdgeIRTests", dependencies: ["EdgeIR", "EdgeOperators", "EdgeTestSupport"]),
    .testTarget(
      name: "EdgeReferenceTests",
      dependencies: ["EdgeReference", "EdgeIR", "EdgeOperators", "EdgeTestSupport"]),
    .testTarget(
      name: "EdgeOperatorsTests",
      dependencies: [
        "EdgeOperators", "EdgeIR", "EdgeReference", "EdgeCompiler", "CEdgeKernels",
        "EdgeTestSupport",
      ]),
    .testTarget(
      name: "EdgeCompilerTests",
      dependencies: [
        "CEdgeKernels", "CTiles", "EdgeCompiler", "EdgeIR", "EdgeOperators", "EdgePlanning",
        "EdgeRuntime", "EdgeTestSupport",
      ]),
    .testTarget(
      name: "EdgeRuntimeTests",
      dependencies: [
        "EdgeRuntime", "EdgeCompiler", "EdgeFormats", "EdgeIR", "EdgeOperators",
        "CAllocationCounter", "CEdgeKernels", "EdgeTestSupport",
      ]),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "EdgeFormats", "EdgeIR", "EdgeOperators", "EdgeCompiler", "EdgeRuntime",
        "CAllocationCounter", "EdgeTestSupport",
      ], exclude: ["Goldens"]),
    .testTarget(
      name: "CommandLineTests", dependencies: ["edgerun", "EdgeRuntime", "EdgeTestSupport"]),
    .testTarget(name: "EdgePlanningTests", dependencies: ["EdgePlanning", "EdgeTestSupport"]),
    .testTarget(
      name: "PlannerBenchTests",
      dependencies: ["planner-bench", "EdgeCompiler", "EdgeIR", "EdgeTestSupport"]),
    .testTarget(
      name: "KernelTests",
      dependencies: ["CEdgeKernels", "EdgeIR", "EdgeOperators", "EdgeTestSupport"]),
  ] + fuzzing,
  cLanguageStandard: .c11
)
