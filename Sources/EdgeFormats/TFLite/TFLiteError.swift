/// What is wrong with one thing of a TensorFlow Lite file.
struct TFLiteError: Error, Hashable, Sendable {
  var message: String
  var kind: Diagnostic.Kind

  init(_ message: String, kind: Diagnostic.Kind = .malformed) {
    self.message = message
    self.kind = kind
  }

  /// - Parameter offset: of the byte in the file.
  init(at offset: Int, _ message: String) {
    self.init("byte \(offset): \(message)")
  }

  static func unsupported(_ message: String) -> TFLiteError {
    TFLiteError(message, kind: .unsupported)
  }

  /// The error with what it is about in front.
  func about(_ subject: String) -> TFLiteError {
    TFLiteError("\(subject): \(message)", kind: kind)
  }
}

/// The independent errors of one binary file, each once.
struct TFLiteIssues {
  private var seen: Set<TFLiteError> = []
  private var errors: [TFLiteError] = []

  var isEmpty: Bool { errors.isEmpty }

  /// Beyond the limit of what is shown, an error is kept only if it decides the exit code.
  mutating func add(_ error: TFLiteError) {
    guard seen.count < 4 * ImportError.limit, seen.insert(error).inserted else {
      return replaceLast(by: error)
    }
    if errors.count < ImportError.limit { errors.append(error) } else { replaceLast(by: error) }
  }

  private mutating func replaceLast(by error: TFLiteError) {
    guard let worst = errors.map(\.kind).min(), error.kind < worst else { return }
    errors[errors.count - 1] = error
  }

  func importError(file: String) -> ImportError {
    ImportError(errors.map { Diagnostic(file: file, $0.message, kind: $0.kind) })
  }
}
