import EdgeFormats
import EdgeIR
import EdgeTestSupport
import Testing

@Suite("Bad .tflite files")
struct TFLiteBadFileTests {
  @Test(
    "are refused", arguments: BadTFLite.all)
  func refusal(bad: BadTFLite) throws {
    let error = try #require(throws: ImportError.self) { try SmallTFLite.read(bad.bytes) }
    #expect(error.kind == bad.kind, "\(error)")
    #expect(error.description.contains(bad.message), "\(error)")
  }

  @Test("are refused when they end at any byte")
  func truncation() {
    let bytes = SmallTFLite().file.bytes
    for count in bytes.indices {
      #expect(throws: ImportError.self) { try SmallTFLite.read(Array(bytes[..<count])) }
    }
  }

  @Test("are refused, or are graphs, whatever one byte is")
  func bytes() throws {
    let bytes = SmallTFLite().file.bytes
    for index in bytes.indices {
      for value in [0, 1, 0x7F, 0x80, 0xFF, bytes[index] &+ 1, bytes[index] &- 1] {
        var mutated = bytes
        mutated[index] = value
        expectRefusalOrGraph(mutated, "byte \(index) = \(value)")
      }
    }
  }

  @Test("are refused, or are graphs, whatever one word is", arguments: [1, 2, 3, 4])
  func words(seed: UInt64) throws {
    let bytes = SmallTFLite().file.bytes
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<2000 {
      var mutated = bytes
      let at = generator.int(0...bytes.count / 4 - 1) * 4
      let word = generator.pick(
        UInt32(generator.int(0...64)), .random(in: 0 ... .max, using: &generator))
      for index in 0..<4 { mutated[at + index] = UInt8(truncatingIfNeeded: word >> (8 * index)) }
      expectRefusalOrGraph(mutated, "seed \(seed), word at \(at) = \(word)")
    }
  }

  @Test("that share bytes to seem larger than they are cost no more than their size")
  func sharing() throws {
    var operators = SmallTFLite()
    let operands = Array(repeating: Int32(4), count: 4096)
    operators.replaced[3] = .repeated(SmallTFLite.op(2, operands, [5], 10, [:]), count: 65_536)
    try expectQuickRefusal(operators, "expected operands of its own for each operator")
    var tensors = SmallTFLite()
    let scales = SmallTFLite.quantization(
      Array(repeating: 1, count: 65_536), Array(repeating: 0, count: 65_536))
    let name = String(repeating: "n", count: 300)
    tensors.replaced[0] = .repeated(
      SmallTFLite.tensor(name, [65_536], quantization: scales), count: 262_144)
    try expectQuickRefusal(tensors, "expected names and scales of its own")
    tensors.replaced[0] = .repeated(
      SmallTFLite.tensor(name, [1], quantization: nil), count: 262_144)
    try expectQuickRefusal(tensors, "expected names and scales of its own")
  }

  private func expectQuickRefusal(_ small: SmallTFLite, _ message: String) throws {
    let bytes = small.file.bytes
    let started = ContinuousClock.now
    let error = try #require(throws: ImportError.self) { try SmallTFLite.read(bytes) }
    #expect(error.description.contains(message), "\(error)")
    // A guard against hanging, not a measurement: quadratic reading takes minutes.
    #expect(ContinuousClock.now - started < .seconds(30))
  }

  private func expectRefusalOrGraph(_ bytes: [UInt8], _ what: String) {
    do throws(ImportError) {
      let model = try SmallTFLite.read(bytes)
      #expect(model.graph.verify().isEmpty, "\(what)")
    } catch {
      #expect([65, 69].contains(error.exitCode), "\(what): \(error)")
      #expect(!error.diagnostics.isEmpty, "\(what)")
    }
  }
}
