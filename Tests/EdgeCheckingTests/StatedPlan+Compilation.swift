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
  func fault(in plan: StatedPlan) -> PlanFault? {
    do throws(PlanFault) {
      try PlanChecker(graph, modelSHA256: self.plan.modelSHA256).check(plan)
      return nil
    } catch {
      return error
    }
  }
}
