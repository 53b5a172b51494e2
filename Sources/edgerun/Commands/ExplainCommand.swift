import ArgumentParser
import EdgeCompiler
import EdgeFormats
import EdgeIR
import EdgeOperators

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say why the peak is what it is, and what saves how many bytes.")

  @OptionGroup var planning: PlanningOptions

  @Flag(help: "Print JSON, edgerun.explain/1.")
  var json = false

  func run() throws {
    try Console.report(file: planning.model, json: json) {
      let model = try ModelFile.read(path: planning.model, operators: catalog)
      for warning in model.warnings { Console.note(warning) }
      let compilation = try planning.compile(model)
      let ladder = try planning.translating(model) { () throws(CompileError) in
        try Ladder(
          model.graph, knowing: compilation.plan, extraMACs: compilation.plan.maxExtraMacs)
      }
      let report = ExplainReport(compilation.plan, ladder, model.graph)
      if json { try JSONReport.print(report) } else { try Console.print(ExplainText(report).lines) }
      if let shortage = compilation.shortage {
        if !json { Console.note(Diagnostic(file: planning.model, "\(shortage)")) }
        throw ExitCode(1)
      }
    }
  }
}
