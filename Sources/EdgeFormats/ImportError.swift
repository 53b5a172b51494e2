/// Why a file was refused: every independent error found in it, as far as `limit`.
package struct ImportError: Error, Hashable, Sendable {
  package static let limit = 20

  /// At least one, none of them a warning.
  package let diagnostics: [Diagnostic]

  package init(_ diagnostics: [Diagnostic]) {
    self.diagnostics = Array(diagnostics.prefix(Self.limit))
  }

  package init(file: String, _ message: String, kind: Diagnostic.Kind = .malformed) {
    self.init([Diagnostic(file: file, message, kind: kind)])
  }

  /// Malformed counts before unsupported, and both before a file that is not there.
  package var kind: Diagnostic.Kind { diagnostics.map(\.kind).min() ?? .malformed }
  package var exitCode: Int32 { kind.exitCode }
}

extension ImportError: CustomStringConvertible {
  package var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
