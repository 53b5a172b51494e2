package import EdgeIR

/// One kind of model file.
package protocol Importer: Sendable {
  /// What to call the kind in messages.
  static var format: String { get }
  /// The most a file of this kind may have.
  static var fileBytes: Int { get }
  /// Decides by content: by the file's first bytes, however many there are.
  static func recognizes(_ bytes: [UInt8]) -> Bool

  init(operators: [any Operator.Type])
  /// - Throws: every independent error of the file.
  func read(_ source: ModelSource) throws(ImportError) -> ImportedModel
}

/// A model file's bytes and where they come from.
package struct ModelSource: Sendable {
  /// As the user wrote it, for messages.
  package var path: String
  package var bytes: [UInt8]

  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  /// Whether this is no model but a program, compiled of one: those begin so.
  package var isProgram: Bool { bytes.starts(with: "EDGR".utf8) }

  /// Where companions of the file are looked for.
  package var folder: String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
