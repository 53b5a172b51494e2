import EdgeFormats
import EdgeTestSupport
import Testing

/// A file of the shared folder that must be refused.
struct MalformedFile: Decodable, Sendable, CustomTestStringConvertible {
  var id: String
  var testDescription: String { id }

  /// All of them; none without the shared folder.
  static let all =
    SharedFolder.decode([MalformedFile].self, from: "conformance/malformed/MANIFEST.json") ?? []
}

@Suite("Malformed files")
struct MalformedFileTests {
  @Test("are refused with a message", arguments: MalformedFile.all)
  func refusal(malformedFile: MalformedFile) throws {
    let path = "conformance/malformed/\(malformedFile.id).tflite"
    let error = try #require(throws: ImportError.self) { try RunnableModel(path) }
    #expect([65, 69].contains(error.exitCode))
    #expect(error.diagnostics.allSatisfy { !$0.message.isEmpty })
  }
}
