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

  /// Beyond the limit, an error is kept only if it decides the exit code; the message of another
  /// is never made.
  mutating func error(
    at offset: Int, _ message: @autoclosure () -> String, kind: Diagnostic.Kind = .malformed
  ) {
    errorCount += 1
    if errors.count == ImportError.limit {
      guard errors.allSatisfy({ kind < $0.kind }) else { return }
      errors.removeLast()
    }
    errors.append(
      Issue(severity: .error, offset: offset, message: Self.cut(message()), kind: kind))
  }

  /// A message may quote what a file says, and a file may say much.
  private static func cut(_ message: String) -> String {
    let limit = 1_000
    return message.utf8.count <= limit ? message : message.prefix(limit) + "…"
  }

  mutating func warning(at offset: Int, _ message: @autoclosure () -> String) {
    guard warnings.count < ImportError.limit else { return }
    warnings.append(
      Issue(severity: .warning, offset: offset, message: message(), kind: .malformed))
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
