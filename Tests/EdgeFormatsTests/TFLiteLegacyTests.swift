import EdgeCompiler
import EdgeFormats
import EdgeIR
import EdgeTestSupport
import Testing

@Suite("uint8 models")
struct TFLiteLegacyTests {
  /// The small model as it was written before int8: 128 more everywhere, weights included.
  private var legacy: SmallTFLite {
    var small = SmallTFLite()
    for index in small.tensors.indices {
      guard case .int8(9) = small.tensors[index][1],
        case .table(var table) = small.tensors[index][4],
        case .int64s(let zeroPoints) = table[3]
      else { continue }
      table[3] = .int64s(zeroPoints.map { $0 + 128 })
      small.tensors[index][1] = .int8(3)
      small.tensors[index][4] = .table(table)
    }
    small.buffers[1] = [0: .bytes((0..<72).map { UInt8($0) ^ 0x80 })]
    return small
  }

  @Test("are int8 models inside, and take and give uint8")
  func graph() throws {
    let model = try SmallTFLite.read(legacy.file.bytes)
    #expect(
      model.graph.description == """
        graph small(image) -> out
          image/int8 = quantize(image) : int8 [1, 4, 4, 2] scale 0.5, zero point 3
          stem = conv2d(image/int8, w, b) : int8 [1, 4, 4, 4] scale 0.25, zero point -5
          pooled = average_pool2d(stem) : int8 [1, 2, 2, 4] scale 0.25, zero point -5
          joined = concat(pooled, pooled) : int8 [1, 2, 2, 8] scale 0.25, zero point -5
          flat = reshape(joined) : int8 [1, 32] scale 0.25, zero point -5
          out/int8 = softmax(flat) : int8 [1, 32] scale 0.00390625, zero point -128
          out = quantize(out/int8) : uint8 [1, 32] scale 0.00390625, zero point 0
        """)
    #expect(model.warnings.count == 1)
  }

  @Test("give the int8 model's bytes with their highest bit flipped", arguments: [1, 2, 3])
  func bytes(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let image = (0..<32).map { _ in UInt8(generator.int(0...255)) }
    let int8 = try outputs(of: SmallTFLite(), for: image.map { $0 ^ 0x80 })
    let uint8 = try outputs(of: legacy, for: image)
    #expect(uint8 == int8.map { $0.map { $0 ^ 0x80 } })
  }

  private func outputs(of small: SmallTFLite, for image: [UInt8]) throws -> [[UInt8]] {
    let model = try SmallTFLite.read(small.file.bytes)
    let compilation = try Compiler().compile(model.graph, modelSHA256: model.sha256)
    return try HostProgram(compilation.program).outputs(for: [image])
  }

  @Test("with weights of another zero point are refused")
  func asymmetricWeights() throws {
    var small = legacy
    small.tensors[1][4] = .table(SmallTFLite.quantization([1], [127]))
    let error = try #require(throws: ImportError.self) { try SmallTFLite.read(small.file.bytes) }
    #expect(error.kind == .unsupported)
    #expect(
      error.description.contains(
        "weights: edgerun computes a zero point of 0, or 128 of uint8; found \"w\" with another"))
  }
}
