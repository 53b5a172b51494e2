import EdgeFormats
import EdgeTestSupport
import Foundation
import Testing

/// What edgerun cannot run yet, as `unsupported.txt` lists it: families, cases and models, one a
/// line. The list is exact: what begins to work has to be taken off it.
enum Unsupported {
  static let names: Set<String> = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "unsupported.txt")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return Set(text.split(whereSeparator: \.isNewline).map(String.init))
  }()

  /// Runs `body`, which must succeed unless one of `names` is listed, and be refused as unsupported
  /// if one is.
  static func check(_ names: String..., body: () throws -> Void) throws {
    guard !Self.names.isDisjoint(with: names) else { return try body() }
    let error = #expect(throws: ImportError.self, "works now: take it off unsupported.txt") {
      try body()
    }
    if let error { #expect(error.exitCode == 69, "\(error)") }
  }
}
