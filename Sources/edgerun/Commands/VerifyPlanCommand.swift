import ArgumentParser
import EdgeChecking
import EdgeCompiler
import EdgeFormats
import EdgeIR
import EdgeOperators

struct VerifyPlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify-plan", abstract: "Judge a saved plan, by a checker that trusts nothing.",
    discussion: """
      Order, liveness, bounds, overlap, alignment, sharing and the model's hash are checked by running \
      the plan on an arena that knows whose bytes it holds. Exits with 65 where the plan is wrong.
      """)

  @Argument(help: "A plan, edgerun.plan/1, as plan --save writes it.")
  var plan: String

  @Argument(help: "The model it was made of.")
  var model: String

  @Flag(help: "Print JSON.")
  var json = false

  /// `edgerun.verify-plan/1`.
  private struct Report: Encodable {
    let format = "edgerun.verify-plan/1"
    var model: String
    var arenaBytes, steps, buffers, sharings, streams: Int
  }

  func validate() throws {
    guard plan != "-" || model != "-" else {
      throw ValidationError("PLAN and MODEL both claim standard input")
    }
  }

  func run() throws {
    try Console.report(file: plan, json: json) {
      let plan = try PlanFile(plan)
      let stated = plan.stated
      let model = try ModelFile.read(path: model, operators: catalog)
      try plan.check(try graph(plan, model), modelSHA256: model.sha256)
      let report = Report(
        model: stated.model, arenaBytes: stated.arenaBytes, steps: stated.steps.count,
        buffers: stated.buffers.count, sharings: stated.sharing.count,
        streams: stated.streams.count)
      if json {
        try JSONReport.print(report)
      } else {
        try Console.print([
          "plan of \"\(report.model)\": \(grouped(report.arenaBytes)) bytes, "
            + "\(counted(report.steps, "step")), \(counted(report.buffers, "buffer")), "
            + "\(counted(report.sharings, "sharing")): ok"
        ])
      }
    }
  }

  /// The model's graph as rewritten for such a plan.
  private func graph(_ plan: PlanFile, _ model: ImportedModel) throws(ImportError) -> Graph {
    let compiler = try plan.compiler(of: model)
    do throws(CompileError) {
      return try compiler.compile(model.graph, modelSHA256: model.sha256).graph
    } catch {
      throw ImportError(file: plan.path, "the model cannot be planned: \(error)")
    }
  }
}
