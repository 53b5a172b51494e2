/// What is wrong with one text file, by byte offset, until lines are counted once for all.
struct Issues {
  private struct Issue {
    var severity: Diagnostic.Severity
    var offset: Int
    var message: String
    var kind: Diagnostic.Kind
  }

  private var errors: [Issue] = []
  private var warnings: [Issue] = []

  /// Of all errors, kept or not.
  private(set) var errorCount = 0
  var hasErrors: Bool { errorCount > 0 }

  /// Beyond the limit, an error is kept only if it decides the exit code.
  mutating func error(
    at offset: Int, _ message: String, kind: Diagnostic.Kind = .malformed
  ) {
    errorCount += 1
    let issue = Issue(severity: .error, offset: offset, message: message, kind: kind)
    if errors.count < ImportError.limit {
      errors.append(issue)
    } else if let worst = errors.map(\.kind).min(), kind < worst {
      errors[errors.count - 1] = issue
    }
  }

  mutating func warning(at offset: Int, _ message: String) {
    guard warnings.count < ImportError.limit else { return }
    warnings.append(
      Issue(severity: .warning, offset: offset, message: message, kind: .malformed))
  }

  mutating func error(_ error: JSONError, _ what: String? = nil) {
    self.error(at: error.offset, (what.map { "\($0): " } ?? "") + error.message)
  }

  /// The value, or nil and an error that begins with `what`.
  mutating func value<Value>(of result: Result<Value, JSONError>, _ what: @autoclosure () -> String)
    -> Value?
  {
    switch result {
    case .success(let value): return value
    case .failure(let error):
      self.error(error, what())
      return nil
    }
  }

  func errorDiagnostics(file: String, text: [UInt8]) -> [Diagnostic] {
    diagnostics(errors, file, text)
  }

  func warningDiagnostics(file: String, text: [UInt8]) -> [Diagnostic] {
    diagnostics(warnings, file, text)
  }

  private func diagnostics(_ issues: [Issue], _ file: String, _ text: [UInt8]) -> [Diagnostic] {
    let sorted = issues.sorted { $0.offset < $1.offset }
    let positions = SourcePosition.positions(of: sorted.map(\.offset), in: text)
    return zip(sorted, positions).map { issue, position in
      Diagnostic(issue.severity, file: file, at: position, issue.message, kind: issue.kind)
    }
  }
}
