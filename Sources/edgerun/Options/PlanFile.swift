import EdgeChecking
import EdgeCompiler
import EdgeFormats
import EdgeIR

/// A plan that was saved, `edgerun.plan/1`.
struct PlanFile {
  let path: String
  let stated: StatedPlan

  /// - Parameter path: `-` for standard input.
  init(_ path: String) throws(ImportError) {
    self.path = path
    stated = try PlanReader.read(path: path)
  }

  /// What plans a model as this plan was made.
  ///
  /// - Throws: where the plan is of another model, or nothing plans like that.
  func compiler(of model: ImportedModel) throws(ImportError) -> Compiler {
    guard stated.modelSHA256 == model.sha256 else {
      throw fault(.figure("modelSHA256", expected: model.sha256, found: stated.modelSHA256))
    }
    guard let level = Level(rawValue: stated.level) else {
      let levels = Level.allCases.map(\.rawValue).joined(separator: ", ")
      throw fault(.figure("level", expected: "one of \(levels)", found: stated.level))
    }
    guard let alignment = Alignment(argument: "\(stated.alignment)") else {
      throw fault(
        .figure("alignment", expected: "a power of two to 4096", found: "\(stated.alignment)"))
    }
    if let budget = stated.budgetBytes, budget < 0 {
      throw fault(.figure("budgetBytes", expected: "0 or more", found: "\(budget)"))
    }
    let contradiction = PlanningOptions.contradiction(
      level, streamInput: stated.streamInput, extraMACs: stated.maxExtraMacs)
    if let contradiction { throw ImportError(file: path, contradiction) }
    var compiler = Compiler(
      level: level, alignment: alignment.bytes, budgetBytes: stated.budgetBytes,
      streamInput: stated.streamInput, extraMACs: stated.maxExtraMacs)
    compiler.mostCandidates = stated.candidates
    return compiler
  }

  /// - Throws: what the checker finds wrong in the plan of such a graph.
  func check(_ graph: Graph, modelSHA256: String) throws(ImportError) {
    do throws(PlanFault) {
      try PlanChecker(graph, modelSHA256: modelSHA256).check(stated)
    } catch {
      throw fault(error)
    }
  }

  /// - Throws: unless a compilation has this very plan, but for the time it took.
  func check(_ compilation: Compilation) throws {
    var made = try CheckedPlan.check(compilation)
    made.planMilliseconds = stated.planMilliseconds
    guard made != stated else { return }
    try check(compilation.graph, modelSHA256: compilation.plan.modelSHA256)
    throw ImportError(
      file: path,
      "nothing is wrong with this plan, but another one is made of the model now, as where planning "
        + "was interrupted early; save it anew with plan --save")
  }

  private func fault(_ fault: PlanFault) -> ImportError {
    ImportError(file: path, "\(fault)")
  }
}
