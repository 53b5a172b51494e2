/// One problem of a file a user handed in: where, expected, found, what to do.
package struct Diagnostic: Hashable, Sendable {
  package enum Severity: String, Sendable {
    case error, warning
  }

  /// What kind of problem, the one that decides the exit code first.
  package enum Kind: Int, Comparable, Sendable {
    case malformed, unsupported, notFound, io

    package var exitCode: Int32 {
      switch self {
      case .malformed: 65
      case .unsupported: 69
      case .notFound: 66
      case .io: 74
      }
    }

    package static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
  }

  package var severity: Severity
  /// The path as the user wrote it.
  package var file: String
  /// Nil where the file is not a text, or the problem is not at one place of it.
  package var position: SourcePosition?
  package var message: String
  package var kind: Kind

  package init(
    _ severity: Severity = .error, file: String, at position: SourcePosition? = nil,
    _ message: String, kind: Kind = .malformed
  ) {
    self.severity = severity
    self.file = file
    self.position = position
    self.message = message
    self.kind = kind
  }

  package var line: Int? { position?.line }
  package var column: Int? { position?.column }
}

extension Diagnostic: CustomStringConvertible {
  /// `error: model.json:41:17: tensor "cat3": expected …, found …; …`.
  package var description: String {
    let place = position.map { ":\($0.line):\($0.column)" } ?? ""
    return "\(severity.rawValue): \(file)\(place): \(message)"
  }
}
