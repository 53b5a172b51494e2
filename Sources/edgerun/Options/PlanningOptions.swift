import ArgumentParser
import EdgeCompiler
import EdgeFormats
import EdgeIR
import EdgeOperators

extension Level: ExpressibleByArgument {}

/// What every command that plans a model asks for.
struct PlanningOptions: ParsableArguments {
  @Argument(help: "A model.json or a .tflite file, or - for standard input.")
  var model: String

  @Option(
    help: """
      How far to go for memory: file (the file's order), order (the best order), rewrite (outputs \
      over dying inputs, concats without copies) or stream (row by row where that is smaller, or \
      the budget asks for it). All give the same output bytes.
      """)
  var level = Level.stream

  @Flag(
    help: """
      Take the first input row by row while the model runs: it is never held as a whole. At level \
      stream.
      """)
  var streamInput = false

  @Option(help: "Bytes the arena may have, such as 64K or 65536.")
  var budget: ByteSize?

  @Option(
    name: .customLong("max-extra-macs"),
    help: ArgumentHelp(
      """
      Compute tensors again instead of keeping them where that lowers the peak, for at most so many \
      multiply-accumulates more, in percent of the model's. At levels rewrite and stream.
      """, valueName: "percent"))
  var maxExtraMACs = 0

  @Option(name: .customLong("align"), help: "Alignment of every buffer, in bytes: a power of two.")
  var alignment = Alignment.standard

  func validate() throws {
    guard Self.extraMACs.contains(maxExtraMACs) else {
      throw ValidationError(
        "--max-extra-macs: expected 0 to \(Self.extraMACs.upperBound), found \(maxExtraMACs)")
    }
    guard maxExtraMACs == 0 || level == .rewrite || level == .stream else {
      throw ValidationError(
        "--max-extra-macs needs --level rewrite or stream, found --level \(level.rawValue)")
    }
    guard streamInput, level != .stream else { return }
    throw ValidationError("--stream-input needs --level stream, found --level \(level.rawValue)")
  }

  /// Multiply-accumulates that may be spent on computing tensors again, in percent.
  static let extraMACs = 0...1000

  /// - Parameter target: what constants are laid out for; by default this processor.
  func compile(_ model: ImportedModel, for target: Target = .host) throws -> Compilation {
    try compile(model, compiler(for: target))
  }

  /// Ctrl-C ends the search with the best that was found.
  func compileUntilInterrupted(_ model: ImportedModel) throws -> Compilation {
    let interruption = Interruption()
    defer { interruption.end() }
    var compiler = compiler(for: .host)
    compiler.isInterrupted = interruption.isDue()
    return try compile(model, compiler)
  }

  private func compiler(for target: Target) -> Compiler {
    Compiler(
      level: level, alignment: alignment.bytes, budgetBytes: budget?.bytes,
      streamInput: streamInput, extraMACs: maxExtraMACs, target: target)
  }

  /// - Throws: unless what comes of it is the saved plan.
  func compile(_ model: ImportedModel, by plan: PlanFile) throws -> Compilation {
    let compilation = try compile(model, plan.compiler(of: model))
    try plan.check(compilation)
    return compilation
  }

  /// Whether nothing is asked for that a plan decides.
  var isStandard: Bool {
    level == .stream && !streamInput && budget == nil && maxExtraMACs == 0
      && alignment.bytes == Alignment.standard.bytes
  }

  private func compile(_ model: ImportedModel, _ compiler: Compiler) throws -> Compilation {
    try translating(model) { () throws(CompileError) in
      try compiler.compile(model.graph, modelSHA256: model.sha256)
    }
  }

  /// Does something with a model's graph, and says of errors where in the model they are.
  func translating<Result>(
    _ model: ImportedModel, _ body: () throws(CompileError) -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch {
      switch error {
      case .unloweredNodes(let errors):
        throw ImportError(errors.map(model.diagnostic))
      case .tooLarge(let region, let bytes, let limit):
        throw ImportError(
          file: self.model,
          "\(region) of this model would take \(bytes) bytes, expected at most \(limit)")
      case .pass(let name, let errors):
        throw Failure.invariant(
          "the pass \"\(name)\" broke the graph: \(errors.map(\.cause.description))")
      case .layout(let cause):
        throw Failure.invariant("the planner's layout was rejected: \(cause)")
      }
    }
  }
}
