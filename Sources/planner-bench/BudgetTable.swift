import EdgeCompiler
import EdgeIR
import Foundation

/// What SwiftNet HPD is given under budgets from 40 to 360 KB: what fits a budget is to fit every
/// larger one, and more memory is never to make a plan slower by the estimate.
enum BudgetTable {
  private static let budgets = Array(stride(from: 40_000, through: 360_000, by: 4_000))

  private struct Choice {
    var plan: Plan
    var milliseconds: Double
  }

  static func print(_ shared: URL) throws {
    let graph = try ModelTable.graph("Models/swiftnet-hpd/model.json")
    for streamInput in [false, true] {
      let choices = try budgets.map { try choice(graph, $0, streamInput) }
      Table.row([
        streamInput ? "input fed" : "input in memory", "arena", "fits", "steps", "estimate", "ms",
      ])
      for choice in choices { row(choice) }
      let fits = choices.map(\.plan.fits)
      let estimates = choices.filter(\.plan.fits).map(\.plan.timeEstimate)
      Table.row([
        "fits never end, plans never get slower",
        "\(zip(fits, fits.dropFirst()).allSatisfy { !$0 || $1 })",
        "\(zip(estimates, estimates.dropFirst()).allSatisfy(>=))",
      ])
    }
  }

  private static func choice(_ graph: Graph, _ budget: Int, _ streamInput: Bool) throws -> Choice {
    let compiler = Compiler(level: .stream, budgetBytes: budget, streamInput: streamInput)
    let (compilation, milliseconds) = try Table.timed {
      try compiler.compile(graph, modelSHA256: String(repeating: "0", count: 64))
    }
    return Choice(plan: compilation.plan, milliseconds: milliseconds)
  }

  private static func row(_ choice: Choice) {
    let plan = choice.plan
    let budget = plan.budgetBytes.value.map { "\($0)" } ?? "none"
    Table.row([
      budget, "\(plan.arenaBytes)", plan.fits ? "yes" : "NO", "\(plan.steps.count)",
      "\(plan.timeEstimate)", Table.format(choice.milliseconds),
    ])
  }
}
