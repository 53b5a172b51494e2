import EdgeTestSupport
import Foundation
import Testing

/// A photograph of the shared folder, and what the trained SwiftNet is known to say of it.
struct Photograph: Decodable, Sendable, CustomTestStringConvertible {
  var s: Int
  var name: String
  var kind: String
  var person: Bool?
  /// The int8 answers for "no person" and "person".
  var out0: [Int]

  var testDescription: String { name }

  private struct Manifest: Decodable {
    struct Model: Decodable {
      var name: String
      var sets: [Photograph]?
    }
    var models: [Model]
  }

  static let model = "swiftnet_hpd_ckpt_int8"

  /// All of them; none without the shared folder.
  static let all: [Photograph] = {
    let manifest = SharedFolder.decode(Manifest.self, from: "models/swiftnet/MANIFEST.json")
    return manifest?.models.first { $0.name == model }?.sets?.filter { $0.kind == "photo" } ?? []
  }()
}

@Suite("The trained SwiftNet")
struct SwiftNetTests {
  @Test("has eight photographs, three of them with a person")
  func photographs() {
    guard SharedFolder.root != nil else {
      #expect(!SharedFolder.isRequired)
      return
    }
    #expect(Photograph.all.count == 8)
    #expect(Photograph.all.count { $0.person == true } == 3)
  }

  @Test("sees whether there is a person, and says it in words", arguments: Photograph.all)
  func answer(photograph: Photograph) throws {
    let shared = try #require(SharedFolder.root)
    let model = shared.appending(path: "models/swiftnet/\(Photograph.model)").path
    let folder = try TemporaryFolder()
    let labels = try folder.write(Array("no person\nperson\n".utf8), to: "words.txt")
    let result = try CommandLineTool.run([
      "\(model).tflite", "\(model).s\(photograph.s).in0.bin", "--labels", labels, "--json",
    ])
    #expect(result.exitCode == 0)
    let outputs = try #require(try result.json()["outputs"] as? [[String: Any]])
    let top = try #require(outputs[0]["top"] as? [[String: Any]])
    let isPerson: Bool = try #require(photograph.person as Bool?)
    let words = isPerson ? ["person", "no person"] : ["no person", "person"]
    #expect(top.map { $0["label"] as? String } == words)
    let shares = photograph.out0.sorted(by: >).map { Double($0 + 128) / 256 }
    #expect(top.map { $0["value"] as? Double } == shares)
  }
}
