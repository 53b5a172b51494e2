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
      the budget asks for it). All give the same output bytes. (default: stream)
      """)
  var level: Level?

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
      multiply-accumulates more, in percent of the model's. At levels rewrite and stream. (default: 0)
      """, valueName: "percent"))
  var maxExtraMACs: Int?

  @Option(
    name: .customLong("align"),
    help: """
      Alignment of every buffer, in bytes: a power of two. (default: \(Alignment.standard.bytes))
      """)
  var alignment: Alignment?

  func validate() throws {
    let contradiction = Self.contradiction(
      level ?? .stream, streamInput: streamInput, extraMACs: maxExtraMACs ?? 0)
    if let contradiction { throw ValidationError(contradiction) }
  }

  /// Why nothing is planned with these; nil where something is.
  ///
  /// - Parameter extraMACs: that may be spent on computing tensors again, in percent.
  static func contradiction(_ level: Level, streamInput: Bool, extraMACs: Int) -> String? {
    let found = "found --level \(level.rawValue)"
    if !(0...1000).contains(extraMACs) {
      return "--max-extra-macs: expected 0 to 1000, found \(extraMACs)"
    }
    if extraMACs > 0, level != .rewrite, level != .stream {
      return "--max-extra-macs needs --level rewrite or stream, \(found)"
    }
    return streamInput && level != .stream
      ? "--stream-input needs --level stream, \(found)" : nil
  }

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
    let compilation = try compile(model, compiler)
    if compilation.isCutShort { Interruption.note() }
    return compilation
  }

  private func compiler(for target: Target) -> Compiler {
    Compiler(
      level: level ?? .stream, alignment: (alignment ?? .standard).bytes,
      budgetBytes: budget?.bytes, streamInput: streamInput, extraMACs: maxExtraMACs ?? 0,
      target: target)
  }

  /// - Throws: unless what comes of it is the saved plan.
  func compile(_ model: ImportedModel, by plan: PlanFile) throws -> Compilation {
    let compilation = try compile(model, plan.compiler(of: model))
    try plan.check(compilation)
    return compilation
  }

  /// Whether nothing is asked for that a plan decides.
  var isStandard: Bool {
    level == nil && !streamInput && budget == nil && maxExtraMACs == nil && alignment == nil
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
