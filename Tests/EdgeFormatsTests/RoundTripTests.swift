import EdgeFormats
import EdgeIR
import EdgeTestSupport
import Testing

@Suite("Writing and reading again gives the same")
struct RoundTripTests {
  @Test("graph", arguments: UInt64(0)..<60)
  func graph(seed: UInt64) throws {
    let graph = RandomGraph.make(seed: seed)
    #expect(graph.verify() == [])
    let folder = try TemporaryFolder()
    let path = try folder.write(graph)
    let model = try folder.read(path)
    #expect(model.graph == graph)
    #expect(try folder.write(model.graph) == path)
    #expect(try FileReader.read(path, limit: .max) == ModelWriter.files(for: graph).model)
  }

  @Test("graph without weights")
  func planned() throws {
    let graph = try SmallModel.read(Array(SmallModel.text.utf8)).graph
    let files = try ModelWriter.files(for: graph)
    #expect(files.weights == nil)
    #expect(try SmallModel.read(files.model).graph == graph)
  }

  @Test("safetensors", arguments: UInt64(0)..<40)
  func safetensors(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let elements = ElementType.allCases
    let entries = (0..<random.int(0...8)).map { index in
      let element = elements[random.int(0...elements.count - 1)]
      let shape = (0..<random.int(0...4)).map { _ in random.int(1...3) }
      let bytes = (0..<shape.reduce(element.bytes, *)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      return Safetensors.Entry(
        name: "\"é\\\(index)", element: element, shape: shape, bytes: bytes)
    }
    let metadata = (0..<random.int(0...2)).map {
      Safetensors.Metadatum(key: "k\($0)", value: "line\n\u{1}é")
    }
    let encoded = Safetensors(entries: entries, metadata: metadata).encoded
    let read = try Safetensors.read(encoded, file: "x.safetensors")
    #expect(Set(read.entries) == Set(entries))
    #expect(read.metadata == metadata)
    #expect(read.encoded == encoded)
  }
}

@Suite("One wrong byte")
struct MutationTests {
  private func mutate(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    let at = random.int(0...bytes.count - 1)
    let value =
      random.oneIn(2)
      ? UInt8.random(in: 0...255, using: &random)
      : random.pick(
        UInt8(ascii: "0"), UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "]"),
        UInt8(ascii: ","))
    switch random.int(0...3) {
    case 0: bytes.remove(at: at)
    case 1: bytes.insert(value, at: at)
    default: bytes[at] = value
    }
    return bytes
  }

  @Test("of a model.json gives an error or a sound graph", arguments: UInt64(0)..<8)
  func model(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let text = Array(SmallModel.text.utf8)
    for _ in 0..<250 {
      let mutated = mutate(text, &random)
      do throws(ImportError) {
        let graph = try SmallModel.read(mutated).graph
        #expect(graph.verify() == [], "\(String(decoding: mutated, as: UTF8.self))")
      } catch {
        #expect(!error.diagnostics.isEmpty)
        #expect(error.diagnostics.allSatisfy { $0.severity == .error })
      }
    }
  }

  @Test("of a safetensors file gives an error or whole tensors", arguments: UInt64(0)..<4)
  func safetensors(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let bytes = SmallModel.weights.encoded
    var sound = 0
    for _ in 0..<500 {
      guard let read = try? Safetensors.read(mutate(bytes, &random), file: "x") else { continue }
      sound += 1
      #expect(
        read.entries.allSatisfy { $0.bytes.count == $0.shape.reduce($0.element.bytes, *) })
    }
    #expect((1..<500).contains(sound))
  }

  @Test("of a model's weights, digest mended, gives an error or a sound graph")
  func weights() throws {
    var random = SeededGenerator(seed: 9)
    let folder = try TemporaryFolder()
    var sound = 0
    for _ in 0..<100 {
      let bytes = mutate(SmallModel.weights.encoded, &random)
      try folder.write(bytes, to: "w")
      let text = SmallModel.text([
        "\"name\": \"small\"," => SmallModel.reference(to: "w", of: bytes)
      ])
      let path = try folder.write(Array(text.utf8), to: "model.json")
      guard let model = try? folder.read(path) else { continue }
      sound += 1
      #expect(model.graph.verify() == [])
      #expect(!model.graph.hasMissingContents)
    }
    #expect((1..<100).contains(sound))
  }
}
