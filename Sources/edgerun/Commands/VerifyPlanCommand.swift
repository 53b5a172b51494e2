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
      let stated = try PlanReader.read(path: plan)
      let model = try ModelFile.read(path: model, operators: catalog)
      do throws(PlanFault) {
        try PlanChecker(try graph(stated, model), modelSHA256: model.sha256).check(stated)
      } catch {
        throw ImportError(file: plan, "\(error)")
      }
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

  /// The model's graph as rewritten for such a plan. A plan that cannot be of this model has the
  /// graph as it is: what follows finds out why.
  private func graph(_ plan: StatedPlan, _ model: ImportedModel) throws(PlanFault) -> Graph {
    guard plan.modelSHA256 == model.sha256 else {
      throw .figure("modelSHA256", expected: model.sha256, found: plan.modelSHA256)
    }
    guard let level = Level(rawValue: plan.level),
      let alignment = Alignment(argument: "\(plan.alignment)"),
      PlanningOptions.extraMACs.contains(plan.maxExtraMacs)
    else { return model.graph }
    let compiler = Compiler(
      level: level, alignment: alignment.bytes, budgetBytes: plan.budgetBytes,
      streamInput: plan.streamInput, extraMACs: plan.maxExtraMacs)
    do throws(CompileError) {
      return try compiler.compile(model.graph, modelSHA256: model.sha256).graph
    } catch {
      throw .unknown("a plan of this model, which cannot be compiled (\(error)):")
    }
  }
}
