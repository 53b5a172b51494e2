import EdgeChecking
import EdgeCompiler
import EdgeFormats
import EdgeIR

/// A plan of our own, judged from the very text that people get of it.
enum CheckedPlan {
  /// - Parameter target: what the compilation is for.
  /// - Returns: the plan, as it is read.
  /// - Throws: what the checker found; an error of our own.
  @discardableResult
  static func check(_ compilation: Compilation, for target: Target = .host) throws -> StatedPlan {
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
    return plan
  }
}
