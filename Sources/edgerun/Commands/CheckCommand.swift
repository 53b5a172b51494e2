import ArgumentParser
import EdgeCompiler
import EdgeFormats
import EdgeIR
import EdgeOperators

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Report everything that stands in a model's way, and whether it fits.")

  @OptionGroup var planning: PlanningOptions

  @Flag(help: "Print JSON.")
  var json = false

  /// `edgerun.check/1`.
  private struct Verdict: Encodable {
    let format = "edgerun.check/1"
    var model: String
    var operators: Int
    var arenaBytes: Int
    var budgetBytes: Int?
    var fits: Bool
    /// Whether the weights are there.
    var isRunnable: Bool
    var warnings: [String]
  }

  func run() throws {
    try Console.report(file: planning.model, json: json) {
      let model = try ModelFile.read(path: planning.model, operators: catalog)
      let compilation = try planning.compile(model)
      if json {
        try JSONReport.print(
          Verdict(
            model: model.graph.name, operators: model.graph.nodes.count,
            arenaBytes: compilation.plan.arenaBytes, budgetBytes: planning.budget?.bytes,
            fits: compilation.plan.fits, isRunnable: compilation.isRunnable,
            warnings: model.warnings.map(\.description)))
        if compilation.shortage != nil { throw ExitCode(1) }
      } else {
        for warning in model.warnings { Console.note(warning) }
        if let shortage = compilation.shortage { throw Failure.overBudget(shortage) }
        let verdict =
          compilation.isRunnable
          ? "runs it" : "would run it, but its weights are missing: it can be planned only"
        try Console.print([
          "ok: \(model.graph.nodes.count) operators, all supported; "
            + "an arena of \(grouped(compilation.plan.arenaBytes)) bytes \(verdict)"
        ])
      }
    }
  }
}
