import EdgeCompiler
import EdgeFormats
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Testing

/// Models of which one word or one part of the structure is wrong: refused, or compiled and run
/// inside their arena.
@Suite("Mutated models")
struct MutatedModelTests {
  /// Five small networks that a `.tflite` file can hold.
  private static let graphs: [Graph] = {
    let fitting = (UInt64(400)...).lazy.map { RandomGraph.make(seed: $0) }.filter { graph in
      (try? TFLiteWriter.file(for: graph, from: SourceMap(file: ""))) != nil
        && (try? Compiler(level: .order).compile(graph, modelSHA256: "")) != nil
    }
    return Array(fitting.prefix(5))
  }()

  private enum Fate { case refused, planned, run }

  /// - Throws: where what was accepted does not run as it was planned.
  private static func fate(_ bytes: [UInt8], _ level: Level, path: String = "mutated") throws
    -> Fate
  {
    let source = ModelSource(path: path, bytes: bytes)
    guard let model = try? ModelFile.read(source, operators: catalog),
      let compilation = try? Compiler(level: level).compile(model.graph, modelSHA256: model.sha256)
    else { return .refused }
    guard compilation.isRunnable, compilation.plan.arenaBytes <= 1 << 20,
      model.graph.macs <= 1 << 24
    else { return .planned }
    let host = try HostProgram(compilation.program)
    let inputs = model.graph.types(model.graph.inputs).map { type in
      [UInt8](repeating: 0x35, count: type.bytes)
    }
    let measured = try MeasuredRun(host, inputs: inputs)
    #expect(measured?.measuredPeakBytes ?? .max <= compilation.plan.arenaBytes)
    return .run
  }

  @Test("of which one word is wrong, a thousand times each", arguments: 0..<5)
  func words(index: Int) throws {
    let file = try TFLiteWriter.file(for: Self.graphs[index], from: SourceMap(file: "")).bytes
    var random = SeededGenerator(seed: UInt64(index))
    var fates: [Fate: Int] = [:]
    for _ in 0..<1_000 {
      var bytes = file
      let word = 4 * random.int(0...bytes.count / 4 - 1)
      let value =
        random.oneIn(2)
        ? UInt32(truncatingIfNeeded: random.next())
        : random.pick(0, 1, 2, 0x7f, 0xff, 0x8000_0000, 0x7fff_ffff, 0xffff_ffff)
      for byte in 0..<4 { bytes[word + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
      fates[try Self.fate(bytes, random.pick(.file, .order, .rewrite, .stream)), default: 0] += 1
    }
    #expect(fates[.refused] ?? 0 > 0 && fates[.run] ?? 0 > 0, "\(fates)")
  }

  @Test("of which a node, an edge or an extent is wrong, a thousand times each", arguments: 0..<5)
  func structure(index: Int) throws {
    let folder = try TemporaryFolder()
    var random = SeededGenerator(seed: UInt64(100 + index))
    var fates: [Fate: Int] = [:]
    for _ in 0..<1_000 {
      var graph = Self.graphs[index]
      for _ in 0...random.int(0...1) { Self.mutate(&graph, &random) }
      guard let files = try? ModelWriter.files(for: graph) else { continue }
      if let weights = files.weights { try folder.write(weights, to: "weights.safetensors") }
      let level = random.pick(Level.file, .order, .rewrite, .stream)
      let fate = try Self.fate(files.model, level, path: folder.path(of: "model.json"))
      fates[fate, default: 0] += 1
    }
    #expect(fates[.refused] ?? 0 > 0 && fates[.run] ?? 0 > 0, "\(fates)")
  }

  private static func mutate(_ graph: inout Graph, _ random: inout SeededGenerator) {
    let node = random.int(0...graph.nodes.count - 1)
    let other = random.int(0...graph.nodes.count - 1)
    let tensor = TensorID(random.int(0...graph.tensors.count - 1))
    switch random.int(0...8) {
    case 0: graph.nodes.swapAt(node, other)
    case 1: if graph.nodes.count > 1 { graph.nodes.remove(at: node) }
    case 2: graph.nodes.insert(graph.nodes[node], at: other)
    case 3: graph.nodes[node].op = graph.nodes[other].op
    case 4:
      guard !graph.nodes[node].inputs.isEmpty else { return }
      graph.nodes[node].inputs[random.int(0...graph.nodes[node].inputs.count - 1)] = tensor
    case 5:
      guard !graph.nodes[node].outputs.isEmpty else { return }
      graph.nodes[node].outputs[random.int(0...graph.nodes[node].outputs.count - 1)] = tensor
    case 6: graph.outputs[random.int(0...graph.outputs.count - 1)] = tensor
    case 7:
      guard graph[tensor].contents == nil, !graph[tensor].type.shape.isEmpty else { return }
      let axis = random.int(0...graph[tensor].type.shape.count - 1)
      graph[tensor].type.shape[axis] = random.pick(1, 2, 3, 7, 64)
    default:
      guard graph[tensor].type.quantization != nil else { return }
      graph[tensor].type.quantization?.zeroPoints[0] = Int32(random.int(-130...130))
    }
  }
}
