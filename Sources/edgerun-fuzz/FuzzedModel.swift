import EdgeChecking
import EdgeCompiler
import EdgeFormats
import EdgeIR
import EdgeOperators
import EdgeTestSupport

/// A model that was read and is small enough to be compiled and run at once: at some level, with
/// some options, against level file.
struct FuzzedModel {
  private let model: ImportedModel
  private let compiler: Compiler
  private let random: SeededGenerator

  /// Nil where `bytes` are refused, or a run would take long.
  init?(_ bytes: [UInt8], path: String) {
    let source = ModelSource(path: path, bytes: bytes)
    guard let model = try? ModelFile.read(source, operators: catalog),
      model.graph.nodes.count <= 16, model.graph.macs <= 1 << 18,
      model.graph.tensors.allSatisfy({ $0.type.bytes <= 1 << 12 })
    else { return nil }
    self.model = model
    let hash = bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    var random = SeededGenerator(seed: hash)
    let level = random.pick(Level.order, .rewrite, .stream, .stream)
    compiler = Compiler(
      level: level, alignment: random.pick(1, 4, 4, 16),
      budgetBytes: random.oneIn(4) ? random.int(0...4096) : nil,
      streamInput: level == .stream && random.oneIn(2),
      target: random.pick(.host, .host, .portable, .cortexM, .helium))
    self.random = random
  }

  func run() throws(Finding) {
    var random = random
    guard let compilation = try compile(compiler), let plain = try compile(Compiler(level: .file))
    else { return }
    try check(compilation)
    guard compilation.isRunnable else { return }
    let inputs = model.graph.types(model.graph.inputs).map { type in
      (0..<type.bytes).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
    guard try outputs(compilation, inputs) == outputs(plain, inputs) else {
      throw Finding("outputs differ from those of level file")
    }
  }

  /// Nil for what kernels cannot do.
  private func compile(_ compiler: Compiler) throws(Finding) -> Compilation? {
    do throws(CompileError) {
      return try compiler.compile(model.graph, modelSHA256: model.sha256)
    } catch {
      switch error {
      case .unloweredNodes, .tooLarge: return nil
      case .pass, .layout: throw Finding("an invariant broke: \(error)")
      }
    }
  }

  private func check(_ compilation: Compilation) throws(Finding) {
    guard let plan = try? PlanReader.read(Seeds.text(compilation.plan), path: "plan") else {
      throw Finding("the plan cannot be read")
    }
    do throws(PlanFault) {
      let checker = PlanChecker(
        compilation.graph, modelSHA256: model.sha256, packing: compiler.target.scratchPacking)
      try checker.check(plan)
    } catch {
      throw Finding("the plan was rejected: \(error)")
    }
  }

  private func outputs(_ compilation: Compilation, _ inputs: [[UInt8]]) throws(Finding) -> [[UInt8]]
  {
    guard let host = try? HostProgram(compilation.program),
      let run = try? MeasuredRun(host, inputs: inputs)
    else { throw Finding("our own program is refused, or depends on what the arena held") }
    guard run.measuredPeakBytes <= compilation.plan.arenaBytes else {
      throw Finding("more of the arena was used than planned")
    }
    return run.outputs
  }
}
