import EdgeTestSupport
import Testing

/// A whole network with golden outputs for several inputs, which are run in sequence.
struct WholeModel: Sendable, CustomTestStringConvertible {
  /// Without `.tflite`, within the shared folder.
  var path: String
  var inputCount: Int
  var outputCount: Int
  var setCount: Int
  /// What TensorFlow Lite Micro keeps in the head of its arena for it; nil where nobody measured.
  var microHeadBytes: Int?

  /// The model's name.
  var testDescription: String { path.split(separator: "/").last.map(String.init) ?? path }

  private struct Manifest: Decodable {
    struct Entry: Decodable {
      struct InputSet: Decodable {}
      var name: String
      var inputs: [Interface]
      var outputs: [Interface]
      /// Three where the manifest does not say.
      var sets: [InputSet]?
      var tflm: ArenaUse?
    }
    struct ArenaUse: Decodable { var head: Int? }
    /// Its members say what can be read of the model itself.
    struct Interface: Decodable { init(from decoder: any Decoder) {} }
    var models: [Entry]
  }

  private static func models(in folder: String) -> [WholeModel] {
    let manifest = SharedFolder.decode(Manifest.self, from: "\(folder)/MANIFEST.json")
    return (manifest?.models ?? []).map {
      WholeModel(
        path: "\(folder)/\($0.name)", inputCount: $0.inputs.count, outputCount: $0.outputs.count,
        setCount: $0.sets?.count ?? 3, microHeadBytes: $0.tflm?.head)
    }
  }

  /// All of them; none without the shared folder.
  static let all = models(in: "conformance/models") + models(in: "models/swiftnet")

  func inputs(set: Int) throws -> [[UInt8]] {
    try (0..<inputCount).map { try SharedFolder.bytes("\(path).s\(set).in\($0).bin") }
  }

  func outputs(set: Int) throws -> [[UInt8]] {
    try (0..<outputCount).map { try SharedFolder.bytes("\(path).s\(set).out\($0).bin") }
  }
}
