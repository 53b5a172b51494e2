import ArgumentParser
import EdgeFormats
import EdgeIR
import EdgeOperators
import Foundation

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "List a model's tensors and operators, its MACs, weights and quantization.")

  @Argument(help: "A model.json or a .tflite file, or - for standard input.")
  var model: String

  @Option(help: "Write the graph in Graphviz' language to this file.")
  var dot: String?

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard !(json && dot == "-") else {
      throw ValidationError("--json and --dot - both claim standard output")
    }
  }

  func run() throws {
    try Console.report(file: model, json: json) {
      let imported = try ModelFile.read(path: model, operators: catalog)
      for warning in imported.warnings { Console.note(warning) }
      if let dot {
        let file = try OutputFile(dot, sparing: imported.sources(model))
        try file.write(Data(DotText(imported.graph).text.utf8))
      }
      let report = InspectReport(imported)
      if dot == "-" { return }
      if json {
        try JSONReport.print(report)
      } else {
        try Console.print(report.lines)
      }
    }
  }
}
