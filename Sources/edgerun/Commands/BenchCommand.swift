import ArgumentParser
import EdgeCompiler
import EdgeFormats
import EdgeOperators

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: """
      Time a model's steps and streams: processor time of one thread, or what passes with several; \
      inputs of zeros.
      """)

  @OptionGroup var planning: PlanningOptions

  @Option(help: "How many runs to time.")
  var runs = 50

  @OptionGroup var threading: ThreadingOptions

  @Flag(help: "Print JSON, edgerun.bench/1.")
  var json = false

  func validate() throws {
    guard (1...100_000).contains(runs) else {
      throw ValidationError("--runs: expected 1 to 100000, found \(runs)")
    }
  }

  func run() throws {
    try Console.report(file: planning.model, json: json) {
      let model = try ModelFile.read(path: planning.model, operators: catalog)
      for warning in model.warnings { Console.note(warning) }
      let compilation = try planning.compile(model)
      if let shortage = compilation.shortage { throw Failure.overBudget(shortage) }
      guard compilation.isRunnable else { throw Failure.missingWeights(file: planning.model) }
      let report = try BenchReport(
        compilation, runs: runs, threading: threading.threading(compilation))
      if json { try JSONReport.print(report) } else { try Console.print(report.lines) }
    }
  }
}
