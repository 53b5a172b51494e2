import EdgeCompiler
import EdgeIR
import EdgePlanning

/// A network planned in every way, and the milliseconds that took.
struct LevelPlans {
  enum Way: CaseIterable {
    case file, order, rewrite, stream
    /// Level stream, the first input coming row by row.
    case fed

    var compiler: Compiler {
      switch self {
      case .file: Compiler(level: .file)
      case .order: Compiler(level: .order)
      case .rewrite: Compiler(level: .rewrite)
      case .stream: Compiler(level: .stream)
      case .fed: Compiler(level: .stream, streamInput: true)
      }
    }
  }

  private var compilations: [Way: Compilation] = [:]
  private var milliseconds: [Way: Double] = [:]
  /// Ways that broke a rule of the compiler's own, or gave a program that the runtime refuses.
  private var failures: [Way: any Error] = [:]

  init(_ graph: Graph) {
    for way in Way.allCases {
      do {
        let (compilation, spent) = try Table.timed {
          try way.compiler.compile(graph, modelSHA256: String(repeating: "0", count: 64))
        }
        _ = try HostProgram(compilation.program)
        compilations[way] = compilation
        milliseconds[way] = spent
      } catch {
        failures[way] = error
      }
    }
  }

  /// In bytes; nil where the way failed.
  func arena(_ way: Way) -> Int? { compilations[way]?.plan.arenaBytes }

  var arenas: [String] { Way.allCases.map { arena($0).map(String.init) ?? "FAILED" } }

  /// A way's arena as a part of `bytes`; nil where either is not known.
  func ratio(_ way: Way, to bytes: Int?) -> Double? {
    guard let bytes, let arena = arena(way) else { return nil }
    return Double(arena) / Double(bytes)
  }

  func printFailures() {
    for way in Way.allCases {
      if let failure = failures[way] { print("  \(way) failed: \(failure)") }
    }
  }

  /// Milliseconds, by way.
  func spent(_ ways: [Way]) -> [String] {
    ways.map { way in milliseconds[way].map { Table.format($0, digits: 0) } ?? "-" }
  }

  /// The step at which most is live, and the largest of what is live then.
  func bottleneck(_ way: Way) -> String {
    guard let plan = compilations[way]?.plan,
      let step = plan.steps.max(by: { $0.liveBytes < $1.liveBytes })
    else { return "" }
    let live = plan.buffers.filter { $0.firstStep <= step.index && step.index <= $0.lastStep }
      .sorted { $0.bytes > $1.bytes }
    let names = live.prefix(6).map { "\($0.name) \($0.bytes)" } + (live.count > 6 ? ["…"] : [])
    return "\(plan.steps.count) steps, peak \(plan.peakBytes) at \(step.index) \(step.op) "
      + "\(step.name.prefix(60)): \(names.joined(separator: ", "))"
  }
}
