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
    discussion: """
      Ctrl-C while the model is planned runs it by the best plan found so far. A program that \
      compile made, for whatever target, is run as it is, in its own arena.
      """)

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
      let source = try ModelFile.source(planning.model)
      let runnable = try source.isProgram ? compiled(source) : planned(source)
      let rows = try runnable.runs == nil ? rowFiles(runnable) : []
      let runs =
        try runnable.runs
        ?? (rows.isEmpty ? InputFile.runs(for: runnable.inputs, paths: inputs) : [[]])
      let names = try Labels(
        explicit: labels, besideModelIn: source.folder,
        count: runnable.outputs[0].type.shape.last ?? 1)
      let sources = runnable.files + inputs + [plan, labels].compactMap { $0 }
      let file = try output.map { try OutputFile($0, sparing: sources) }
      let measurements = try measure(runnable, runs, rows)
      try file?.write(Data(measurements.flatMap { $0.outputs.joined() }))
      var report = try RunReport(runnable, measurements, labels: names, top: top)
      if let compilation = runnable.compilation, let last = runs.last {
        try complete(&report, compilation, last, state: measurements.dropLast().last?.state)
      }
      if json { try JSONReport.print(report) } else { try show(report.lines) }
    }
  }

  /// What is wrong with an input is said before a long search, unless the plan says how it is read.
  private func planned(_ source: ModelSource) throws -> Runnable {
    let model = try ModelFile.read(source, operators: catalog)
    for warning in model.warnings { Console.note(warning) }
    let saved = try plan.map { try PlanFile($0) }
    let ports = model.graph.inputs.map { (name: model.graph[$0].name, type: model.graph[$0].type) }
    let isFed = planning.streamInput || saved != nil
    let runs = try isFed ? nil : InputFile.runs(for: ports, paths: inputs)
    let compilation =
      try saved.map { try planning.compile(model, by: $0) }
      ?? planning.compileUntilInterrupted(model)
    if let shortage = compilation.shortage { throw Failure.overBudget(shortage) }
    guard compilation.isRunnable else { throw Failure.missingWeights(file: planning.model) }
    if saved == nil { try CheckedPlan.check(compilation) }
    return Runnable(
      host: try HostProgram(compilation.program, threading: threading.threading(compilation)),
      name: compilation.plan.model, inputs: ports,
      outputs: model.graph.outputs.map { model.graph[$0] }, files: model.sources(planning.model),
      compilation: compilation, runs: runs)
  }

  private func compiled(_ source: ModelSource) throws -> Runnable {
    guard planning.isStandard, plan == nil, threading.threads == 1, !crc, !profile else {
      throw Failure.usage(
        "a compiled program is run as it is: without options that plan, --plan, --threads, --crc "
          + "and --profile")
    }
    return try Runnable(compiled: source)
  }

  /// Adds what is found out by running again.
  private func complete(
    _ report: inout RunReport, _ compilation: Compilation, _ inputs: [[UInt8]], state: [UInt8]?
  ) throws {
    if crc {
      report.crcs = try TensorChecksums(compilation, inputs: inputs, state: state).entries
    }
    if profile {
      report.profile = try BenchReport(
        compilation, inputs: inputs, runs: Self.profiledRuns,
        threading: threading.threading(compilation))
    }
  }

  private static let profiledRuns = 50

  /// One an input, where rows are fed and nothing else needs whole inputs: read as they are needed.
  private func rowFiles(_ runnable: borrowing Runnable) throws -> [RowFile] {
    let program = runnable.host.program
    guard inputs.count == runnable.inputs.count, !crc, !profile,
      runnable.inputs.indices.allSatisfy({ program.input($0).isFed }),
      inputs.filter({ $0 == FileReader.standardInput }).count <= 1
    else { return [] }
    let files = try zip(inputs, runnable.inputs).map { try RowFile($0, $1) }
    return files.contains(where: \.isOther) ? [] : files
  }

  private func measure(
    _ runnable: borrowing Runnable, _ runs: [[[UInt8]]], _ rows: [RowFile]
  ) throws -> [MeasuredRun] {
    // One run is timed several times over; a sequence has as many runs as it has inputs.
    let repetitions = runs.count == 1 ? 5 : 0
    var state = try runnable.host.initialState()
    return try runs.map { inputs in
      let measurement = try MeasuredRun(
        runnable.host, inputs: inputs, state: state, repetitions: repetitions,
        countAllocations: { er_allocations_on_this_thread() },
        feed: rows.isEmpty ? nil : { rows[$0].read($2, at: $1) })
      for file in rows { try file.finish() }
      guard let measurement else {
        guard runnable.compilation == nil else {
          throw Failure.invariant("two runs of the same input differ")
        }
        throw ImportError(
          file: planning.model, "the program reads bytes of the arena that nothing has written")
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
