import ArgumentParser
import EdgeCompiler
import EdgeFormats
import EdgeIR
import EdgeOperators

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare int8 with the float reference, layer by layer.",
    discussion: """
      For every tensor: the signal-to-quantization-noise ratio in decibels and the largest error, \
      over all runs. For the first output: how often both have the same largest position. The \
      layers are watched in a program that keeps every tensor; its outputs must be those of the \
      plan at the level asked for.
      """)

  @OptionGroup var planning: PlanningOptions

  @Argument(help: "Inputs, as for run.")
  var inputs: [String]

  @Option(help: "The right position of each run, one a line: prints the accuracy.")
  var truth: String?

  @Flag(help: "Print JSON, edgerun.verify/1.")
  var json = false

  func validate() throws {
    guard !inputs.isEmpty else { throw ValidationError("expected at least one INPUT") }
  }

  func run() throws {
    try Console.report(file: planning.model, json: json) {
      let imported = try ModelFile.read(path: planning.model, operators: catalog)
      for warning in imported.warnings { Console.note(warning) }
      let graph = imported.graph
      guard !graph.hasMissingContents else { throw Failure.missingWeights(file: planning.model) }
      let compilation = try planning.compile(imported)
      if let shortage = compilation.shortage { throw Failure.overBudget(shortage) }
      let runs = try InputFile.runs(
        for: graph.inputs.map { (graph[$0].name, graph[$0].type) }, paths: inputs)
      let truth = try truth.map {
        try Truth.read($0, count: runs.count, classes: graph[graph.outputs[0]].type.shape.last ?? 1)
      }
      let report = try VerifyReport(imported, compilation, runs: runs, truth: truth)
      if json {
        try JSONReport.print(report)
      } else {
        try Console.print(report.lines)
      }
    }
  }
}
