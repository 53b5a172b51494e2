import ArgumentParser
import EdgeCompiler
import EdgeFormats
import EdgeOperators
import EdgePlanning
import Foundation

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Show the memory a model needs, and what proves it.",
    discussion: "Ctrl-C ends the search with the best plan found so far.")

  @OptionGroup var planning: PlanningOptions

  @Option(help: "Write the plan, edgerun.plan/1, to this file.")
  var save: String?

  @Option(help: "Write the placement as CSV (id, lower, upper, size, offset) to this file.")
  var csv: String?

  @Flag(help: "Print the plan as JSON.")
  var json = false

  func validate() throws {
    let claims = [json, save == "-", csv == "-"].count { $0 }
    guard claims <= 1 else {
      throw ValidationError("--json, --save - and --csv -: only one can have standard output")
    }
    if let save, save == csv {
      throw ValidationError("--save and --csv: both would be written to \(save)")
    }
  }

  func run() throws {
    try Console.report(file: planning.model, json: json) {
      let model = try ModelFile.read(path: planning.model, operators: catalog)
      for warning in model.warnings { Console.note(warning) }
      let compilation = try planning.compileUntilInterrupted(model)
      let sources = model.sources(planning.model)
      if let save {
        try OutputFile(save, sparing: sources).write(try JSONReport.text(compilation.plan))
      }
      if let csv {
        let file = try OutputFile(csv, sparing: sources + [save].compactMap { $0 })
        try file.write(Data(table(compilation.plan).utf8))
      }
      if json {
        try JSONReport.print(compilation.plan)
      } else if save != "-", csv != "-" {
        try Console.print(PlanText(compilation).lines)
      }
      if let shortage = compilation.shortage {
        if !json { Console.note(Diagnostic(file: planning.model, "\(shortage)")) }
        throw ExitCode(1)
      }
    }
  }

  private func table(_ plan: Plan) -> String {
    let rows = plan.buffers.enumerated().map { index, buffer in
      "\(index),\(buffer.firstStep),\(buffer.lastStep + 1),\(buffer.bytes),\(buffer.offset)\n"
    }
    return "id,lower,upper,size,offset\n" + rows.joined()
  }
}
