import EdgeChecking
import EdgeCompiler
import EdgeFormats
import EdgeIR

/// A plan of our own, judged from the very text that people get of it.
enum CheckedPlan {
  /// - Parameter target: what the compilation is for.
  /// - Throws: what the checker found; an error of our own.
  static func check(_ compilation: Compilation, for target: Target = .host) throws {
    let text = try JSONReport.text(compilation.plan)
    let plan = try PlanReader.read(Array(text), path: "plan")
    do throws(PlanFault) {
      let checker = PlanChecker(
        compilation.graph, modelSHA256: compilation.plan.modelSHA256,
        packing: target.scratchPacking)
      try checker.check(plan)
    } catch {
      throw Failure.invariant("the plan was rejected: \(error)")
    }
  }
}
