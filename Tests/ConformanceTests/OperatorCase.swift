import EdgeTestSupport
import Testing

/// One operator with its golden outputs, as the manifest of the conformance set lists it.
struct OperatorCase: Decodable, Sendable, CustomTestStringConvertible {
  var id: String
  var family: String
  /// Whether TensorFlow Lite's own reference gives another answer, which is as good.
  var ambiguous: Bool
  var inputs: [Interface]
  var outputs: [Interface]

  /// Nothing of it is needed but how many there are.
  struct Interface: Decodable, Sendable {}

  var testDescription: String { id }

  private struct Manifest: Decodable { var cases: [OperatorCase] }

  /// All of them; none without the shared folder.
  static let all: [OperatorCase] =
    SharedFolder.decode(Manifest.self, from: "conformance/MANIFEST.json")?.cases ?? []

  var model: String { "conformance/\(id).tflite" }

  func inputBytes() throws -> [[UInt8]] {
    try inputs.indices.map { try SharedFolder.bytes("conformance/\(id).in\($0).bin") }
  }

  /// Every set of outputs that is right.
  func goldens() throws -> [[[UInt8]]] {
    try (ambiguous ? ["", ".litert_ref"] : [""]).map { engine in
      try outputs.indices.map {
        try SharedFolder.bytes("conformance/\(id)\(engine).out\($0).bin")
      }
    }
  }
}
