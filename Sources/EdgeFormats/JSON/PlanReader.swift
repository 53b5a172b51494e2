package import EdgeChecking

/// Reads `edgerun.plan/1`, strictly: every key once, none unknown. What it says is `PlanChecker`'s
/// to judge.
package enum PlanReader {
  /// - Parameter path: `-` for standard input.
  package static func read(path: String) throws(ImportError) -> StatedPlan {
    try read(try FileReader.read(path, limit: FileLimits.modelTextBytes), path: path)
  }

  package static func read(_ text: [UInt8], path: String) throws(ImportError) -> StatedPlan {
    var issues = Issues()
    do throws(JSONError) {
      let (plan, errors) = StrictDecoder.decode(StatedPlan.self, from: try JSONParser.parse(text))
      for error in errors { issues.error(error) }
      if let plan { return plan }
    } catch {
      issues.error(error)
    }
    throw ImportError(issues.errorDiagnostics(file: path, text: text))
  }
}
