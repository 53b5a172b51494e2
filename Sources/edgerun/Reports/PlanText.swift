import EdgeCompiler
import EdgePlanning

/// A plan for people: the figures, and a map of addresses over steps.
struct PlanText {
  private let compilation: Compilation
  private static let longestLegend = 62

  init(_ compilation: Compilation) { self.compilation = compilation }

  var lines: [String] { summary + LeverText(compilation.plan).lines + [""] + map + [""] + legend }

  private var summary: [String] {
    let plan = compilation.plan
    let busiest = plan.busiestStep
    let bound =
      plan.proved
      ? plan.level.isProofForAllPlans
        ? "optimal: no order and placement needs less"
        : "no order and placement of its steps needs less"
      : "at most \(fixed(gap, 1)) % above the best: no order needs less than "
        + "\(grouped(plan.lowerBoundBytes))"
    let state =
      plan.stateBytes > 0
      ? ["state   \(grouped(plan.stateBytes)) bytes kept from run to run, beside the arena"] : []
    return [
      "\(plan.model): \(plan.steps.count) steps, \(grouped(plan.macs)) MACs, "
        + "\(grouped(plan.weightsBytes)) bytes of weights",
      "arena   \(grouped(plan.arenaBytes)) bytes at level \(plan.level.rawValue), \(bound)",
      "peak    \(grouped(plan.peakBytes)) bytes live at step \(busiest?.index ?? 0), "
        + "\"\(busiest?.name ?? "")\"",
    ] + state + [
      "program \(grouped(plan.programBytes)) bytes, planned in \(plan.planMilliseconds) ms"
    ]
  }

  private var gap: Double {
    let plan = compilation.plan
    guard plan.lowerBoundBytes > 0 else { return 0 }
    return 100 * Double(plan.arenaBytes - plan.lowerBoundBytes) / Double(plan.lowerBoundBytes)
  }

  private var picture: MemoryMap {
    MemoryMap(compilation.layout, stepCount: compilation.schedule.order.count)
  }

  private var map: [String] {
    ["address │ step 0 … \(max(compilation.schedule.order.count - 1, 0))"] + picture.rows
  }

  private var legend: [String] {
    let entries = picture.legend
    let shown = entries.prefix(Self.longestLegend).map { entry in
      "\(entry.symbol) \(name(entry.occupant))"
    }
    let more = entries.count - shown.count
    return columns(shown) + (more > 0 ? ["and \(more) more: see --json"] : [])
  }

  private func name(_ occupant: Layout.Occupant) -> String {
    let problem = compilation.problem
    return switch occupant {
    case .buffer(let id): "\(problem[id].name.shortened) \(grouped(problem[id].bytes))"
    case .scratch(let step): "scratch of \(problem.steps[step].name.shortened)"
    }
  }
}

extension Plan {
  /// Of the steps with most bytes live, the first.
  var busiestStep: Step? {
    steps.max { ($0.liveBytes, $1.index) < ($1.liveBytes, $0.index) }
  }
}
