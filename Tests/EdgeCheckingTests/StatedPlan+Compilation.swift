import EdgeChecking
import EdgeCompiler
import EdgeFormats
import Foundation

extension StatedPlan {
  /// What a reader finds in the text of a plan.
  init(_ plan: Plan) throws {
    self = try PlanReader.read(Array(try JSONEncoder().encode(plan)), path: "plan.json")
  }
}

extension Compilation {
  /// The fault that the checker finds in a plan of this compilation; nil where it finds none.
  ///
  /// - Parameter target: what the compilation is for.
  func fault(in plan: StatedPlan, for target: Target = .host) -> PlanFault? {
    do throws(PlanFault) {
      let checker = PlanChecker(
        graph, modelSHA256: self.plan.modelSHA256, packing: target.scratchPacking)
      try checker.check(plan)
      return nil
    } catch {
      return error
    }
  }
}
