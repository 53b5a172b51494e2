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

  init(_ graph: Graph) throws {
    for way in Way.allCases {
      let (compilation, spent) = try Table.timed {
        try way.compiler.compile(graph, modelSHA256: String(repeating: "0", count: 64))
      }
      compilations[way] = compilation
      milliseconds[way] = spent
    }
  }

  func arena(_ way: Way) -> Int { compilations[way]?.plan.arenaBytes ?? 0 }

  var arenas: [String] { Way.allCases.map { "\(arena($0))" } }

  /// Milliseconds, by way.
  func spent(_ ways: [Way]) -> [String] {
    ways.map { Table.format(milliseconds[$0] ?? 0, digits: 0) }
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
