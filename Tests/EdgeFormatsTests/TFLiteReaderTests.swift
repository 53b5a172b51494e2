import EdgeFormats
import EdgeIR
import EdgeTestSupport
import Testing

@Suite("TensorFlow Lite files")
struct TFLiteReaderTests {
  @Test("become graphs in the file's order, without the tensors that only feed attributes")
  func graph() throws {
    let model = try SmallTFLite.read(SmallTFLite().file.bytes)
    #expect(
      model.graph.description == """
        graph small(image) -> out
          stem = conv2d(image, w, b) : int8 [1, 4, 4, 4] scale 0.25, zero point -5
          pooled = average_pool2d(stem) : int8 [1, 2, 2, 4] scale 0.25, zero point -5
          joined = concat(pooled, pooled) : int8 [1, 2, 2, 8] scale 0.25, zero point -5
          flat = reshape(joined) : int8 [1, 32] scale 0.25, zero point -5
          out = softmax(flat) : int8 [1, 32] scale 0.00390625, zero point -128
        """)
    #expect(model.graph.tensors.map(\.name).contains("shape") == false)
    #expect(model.warnings.isEmpty)
    #expect(model.sha256 == FileReader.sha256(SmallTFLite().file.bytes))
  }

  @Test("give biases the scales that their integers are added in")
  func biasScales() throws {
    var small = SmallTFLite()
    small.tensors[2][4] = .table(SmallTFLite.quantization([7, 7, 7, 7], [1, 1, 1, 1], axis: 3))
    let graph = try SmallTFLite.read(small.file.bytes).graph
    let bias = try #require(graph.tensors.first { $0.name == "b" })
    #expect(bias.type.quantization == Quantization(scales: [0.25, 0.125, 0.5, 1], axis: 0))
  }

  @Test("stay the same as model.json")
  func roundTrip() throws {
    let graph = try SmallTFLite.read(SmallTFLite().file.bytes).graph
    let folder = try TemporaryFolder()
    #expect(try folder.read(folder.write(graph)).graph == graph)
  }

  @Test("keep their large buffers behind the tables")
  func externalBuffers() throws {
    var small = SmallTFLite()
    let weights = (0..<72).map { UInt8($0) }
    small.buffers[1] = [1: .uint64(2), 2: .uint64(72)]
    let end = small.file.bytes.count
    small.buffers[1] = [1: .uint64(UInt64(end)), 2: .uint64(72)]
    let graph = try SmallTFLite.read(small.file.bytes + weights).graph
    #expect(graph.tensors.first { $0.name == "w" }?.contents == .bytes(weights))
  }

  @Test("may name things twice, or not at all, or with whatever bytes")
  func names() throws {
    var small = SmallTFLite()
    small.tensors[3][3] = .string("image")
    small.tensors[4][3] = nil
    small.tensors[5][3] = .string("a\u{0}\n" + String(repeating: "ü", count: 300))
    let graph = try SmallTFLite.read(small.file.bytes).graph
    let joined = "a" + String(repeating: "ü", count: 119) + "…"
    #expect(graph.nodes.map(\.name) == ["image#2", "tensor4", joined, "flat", "out"])
  }

  @Test("list every operator there is none for, in one run")
  func unsupported() throws {
    var small = SmallTFLite()
    small.codes[1] = SmallTFLite.code(2, version: 1000)
    small.codes[2] = [0: .int8(32), 1: .string("Mine"), 2: .int32(7), 3: .int32(32)]
    small.codes[4] = SmallTFLite.code(150)
    let error = try #require(throws: ImportError.self) { try SmallTFLite.read(small.file.bytes) }
    #expect(
      error.description == """
        error: small.tflite: edgerun has no CONCATENATION, version 1000: operator 1 "pooled"
        error: small.tflite: edgerun has no GELU, version 2: operator 4 "out"
        error: small.tflite: edgerun has no custom operator "Mine", version 7: operator 2 "joined"
        """)
    #expect(error.exitCode == 69)
  }

  @Test("lose what no output needs, with a warning")
  func unneeded() throws {
    var small = SmallTFLite()
    small.tensors.append(SmallTFLite.tensor("lost", [1, 32], scale: 1, zeroPoint: 0))
    small.codes.append(SmallTFLite.code(150))
    small.operators.append(SmallTFLite.op(5, [8], [9], 0, [:]))
    let model = try SmallTFLite.read(small.file.bytes)
    #expect(model.graph.nodes.count == 5)
    #expect(
      model.warnings.map(\.description) == [
        "warning: small.tflite: operator 5 \"lost\" (GELU): no output needs what it computes; "
          + "it is left out"
      ])
  }
}
