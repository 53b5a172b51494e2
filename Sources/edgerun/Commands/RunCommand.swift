import ArgumentParser
import CAllocationCounter
import EdgeCompiler
import EdgeFormats
import EdgeIR
import EdgeOperators
import EdgeRuntime
import Foundation

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a model: the main job, and the default.",
    discussion: "Ctrl-C while the model is planned runs it by the best plan found so far.")

  @OptionGroup var planning: PlanningOptions

  @Argument(
    help: """
      One file a graph input: raw bytes, .npy, or - for standard input. A .npy of several images \
      is a sequence of runs.
      """)
  var inputs: [String]

  @Option(
    help: """
      Run by this plan, as plan --save wrote it, instead of the options that decide one; refused \
      where it is not the one made now.
      """)
  var plan: String?

  @Option(help: "Write the outputs' bytes, run after run, to this file; - is standard output.")
  var output: String?

  @Option(
    help: "Names of the last axis' positions, one a line; labels.txt beside the model serves.")
  var labels: String?

  @Option(help: "How many of the largest results to show.")
  var top = 5

  @OptionGroup var threading: ThreadingOptions

  @Flag(help: "Show the CRC-32 of every tensor of the last run, as soon as all of it is there.")
  var crc = false

  @Flag(help: "Show what every step and stream takes, as bench does, on the last input.")
  var profile = false

  @Flag(help: "Print the report as JSON, edgerun.run/1.")
  var json = false

  func validate() throws {
    guard !inputs.isEmpty else { throw ValidationError("expected at least one INPUT") }
    guard plan == nil || planning.isStandard else {
      throw ValidationError(
        "--plan: level, alignment, budget, --stream-input and --max-extra-macs are the plan's")
    }
    let files = [planning.model, plan, labels] + Set(inputs)
    guard files.count(where: { $0 == FileReader.standardInput }) <= 1 else {
      throw ValidationError("MODEL, INPUT, --plan, --labels: only one can be standard input")
    }
    guard top >= 0 else { throw ValidationError("--top: expected 0 or more, found \(top)") }
    guard !(json && output == "-") else {
      throw ValidationError("--json and --output - both claim standard output")
    }
  }

  func run() throws {
    try Console.report(file: planning.model, json: json) {
      let model = try ModelFile.read(path: planning.model, operators: catalog)
      for warning in model.warnings { Console.note(warning) }
      let graph = model.graph
      let ports = graph.inputs.map { (name: graph[$0].name, type: graph[$0].type) }
      let saved = try plan.map { try PlanFile($0) }
      let mayBeFed = planning.streamInput || saved != nil
      // What is wrong with a file is said before a long search.
      let whole = try mayBeFed ? nil : InputFile.runs(for: ports, paths: inputs)
      let compilation =
        try saved.map { try planning.compile(model, by: $0) }
        ?? planning.compileUntilInterrupted(model)
      if let shortage = compilation.shortage { throw Failure.overBudget(shortage) }
      guard compilation.isRunnable else { throw Failure.missingWeights(file: planning.model) }
      if saved == nil { try CheckedPlan.check(compilation) }
      let program = try HostProgram(
        compilation.program, threading: threading.threading(compilation))
      let rows = try whole == nil ? rowFiles(program, ports) : []
      let runs = try whole ?? (rows.isEmpty ? InputFile.runs(for: ports, paths: inputs) : [[]])
      let names = try Labels(
        explicit: labels, besideModelIn: model.folder,
        count: graph[graph.outputs[0]].type.shape.last ?? 1)
      let sources = model.sources(planning.model) + inputs + [plan, labels].compactMap { $0 }
      let file = try output.map { try OutputFile($0, sparing: sources) }
      let measurements = try measure(program, runs, rows)
      try file?.write(Data(measurements.flatMap { $0.outputs.joined() }))
      var report = try RunReport(compilation, measurements, labels: names, top: top)
      if crc, let last = runs.last {
        report.crcs = try TensorChecksums(
          compilation, inputs: last, state: measurements.dropLast().last?.state
        ).entries
      }
      if profile, let last = runs.last {
        report.profile = try BenchReport(
          compilation, inputs: last, runs: Self.profiledRuns,
          threading: threading.threading(compilation))
      }
      if json { try JSONReport.print(report) } else { try show(report.lines) }
    }
  }

  private static let profiledRuns = 50

  /// One an input, where rows are fed and nothing else needs whole inputs: read as they are needed.
  private func rowFiles(_ host: borrowing HostProgram, _ ports: [InputFile.Input]) throws
    -> [RowFile]
  {
    let program = host.program
    guard inputs.count == ports.count, !crc, !profile,
      ports.indices.allSatisfy({ program.input($0).isFed }),
      inputs.filter({ $0 == FileReader.standardInput }).count <= 1
    else { return [] }
    let files = try zip(inputs, ports).map { try RowFile($0, $1) }
    return files.contains(where: \.isOther) ? [] : files
  }

  private func measure(
    _ program: borrowing HostProgram, _ runs: [[[UInt8]]], _ rows: [RowFile]
  ) throws -> [MeasuredRun] {
    // One run is timed several times over; a sequence has as many runs as it has inputs.
    let repetitions = runs.count == 1 ? 5 : 0
    var state = try program.initialState()
    return try runs.map { inputs in
      let measurement = try MeasuredRun(
        program, inputs: inputs, state: state, repetitions: repetitions,
        countAllocations: { er_allocations_on_this_thread() },
        feed: rows.isEmpty ? nil : { rows[$0].read($2, at: $1) })
      for file in rows { try file.finish() }
      guard let measurement else {
        throw Failure.invariant("two runs of the same input differ")
      }
      state = measurement.state
      return measurement
    }
  }

  private func show(_ lines: [String]) throws {
    guard output == "-" else { return try Console.print(lines) }
    for line in lines { Console.note(line) }
  }
}
