import EdgeCompiler
import EdgeFormats
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Foundation
import Testing

@Suite("Writing .tflite files")
struct TFLiteWriterTests {
  private func written(_ graph: Graph) throws -> TFLiteWriter.File {
    try TFLiteWriter.file(for: graph, from: SourceMap(file: "graph"))
  }

  private func read(_ file: TFLiteWriter.File) throws -> Graph {
    try SmallTFLite.read(file.bytes).graph
  }

  @Test("gives random graphs back when read, or says what a file cannot")
  func randomGraphs() throws {
    var operators: Set<String> = []
    for seed in UInt64(0)..<400 {
      let graph = RandomGraph.make(seed: seed)
      do {
        let found = try read(try written(graph))
        #expect(!graph.isBeyondTFLite, "seed \(seed)")
        operators.formUnion(graph.nodes.map { type(of: $0.op).name })
        guard !graph.hasExplicitPadding else { continue }
        #expect(found.sortedByName == graph.inTFLiteWords.sortedByName, "seed \(seed)")
      } catch let error as ImportError {
        #expect(error.exitCode == 69, "seed \(seed)")
        #expect(graph.isBeyondTFLite || graph.hasExplicitPadding, "seed \(seed): \(error)")
      }
    }
    #expect(operators == Set(catalog.map { $0.name }).subtracting([AddN.name, Lookup.name]))
  }

  @Test("gives graphs that compute the same bytes")
  func bytes() throws {
    var compared = 0
    for seed in UInt64(400)..<480 {
      let graph = RandomGraph.make(seed: seed)
      guard let file = try? written(graph),
        let first = try? Compiler(level: .order).compile(graph, modelSHA256: "")
      else { continue }
      try compare(first, to: file, graph, seed: seed)
      compared += 1
    }
    #expect(compared >= 30)
  }

  private func compare(
    _ first: Compilation, to file: TFLiteWriter.File, _ graph: Graph,
    seed: UInt64
  ) throws {
    let second = try Compiler(level: .file).compile(try read(file), modelSHA256: "")
    var generator = SeededGenerator(seed: seed)
    let inputs = graph.types(graph.inputs).map { type in
      (0..<type.bytes).map { _ in UInt8(generator.int(0...255)) }
    }
    let firstHost = try HostProgram(first.program)
    let secondHost = try HostProgram(second.program)
    var states = (try firstHost.initialState(), try secondHost.initialState())
    for _ in 0..<3 {
      let expected = try firstHost.outputs(for: inputs, state: &states.0)
      #expect(try secondHost.outputs(for: inputs, state: &states.1) == expected)
    }
  }

  @Test(
    "gives the shipped models back",
    arguments: RepositoryFiles.modelPaths)
  func shippedModels(path: String) throws {
    let graph = try ModelFile.read(path: path, operators: catalog).graph
    let file = try written(graph)
    #expect(file.warnings.isEmpty)
    #expect(try read(file).sortedByName == graph.sortedByName)
  }

  @Test("puts contents at addresses that are multiples of 16, equal ones once")
  func contents() throws {
    var graph = try SmallTFLite.read(SmallTFLite().file.bytes).graph
    let weights = try #require(graph.tensors.firstIndex { $0.name == "w" })
    let pattern = (0..<72).map { UInt8(200 - $0) }
    graph.tensors[weights].contents = .bytes(pattern)
    let bytes = Data(try written(graph).bytes)
    let range = try #require(bytes.range(of: Data(pattern)))
    #expect(range.lowerBound % 16 == 0)
    #expect(bytes[range.upperBound...].range(of: Data(pattern)) == nil)
  }

  @Test("says at once what a file cannot")
  func refusals() throws {
    var graph = try SmallTFLite.read(SmallTFLite().file.bytes).graph
    graph.nodes[0].op = Conv2D(padding: .explicit(top: 1, bottom: 1, left: 2, right: 0))
    graph.nodes[1].op = AveragePool2D(
      window: Extent2D(2, 2), stride: Extent2D(2, 2), padding: .valid,
      activation: .clamp(min: -2, max: 0.5))
    let error = try #require(throws: ImportError.self) { try written(graph) }
    #expect(
      error.description == """
        error: graph: node "stem" (conv2d): padding: a .tflite file has same and valid, found \
        top 1, bottom 1, left 2, right 0; put a pad node in front
        error: graph: node "pooled" (average_pool2d): activation: a .tflite file has none, relu, \
        relu6 and relu_n1_to_1; found -2.0 to 0.5
        """)
    #expect(error.exitCode == 69)
  }

  @Test("writes four sides that come to same or valid as these")
  func sides() throws {
    var graph = try SmallTFLite.read(SmallTFLite().file.bytes).graph
    graph.nodes[0].op = Conv2D(padding: .explicit(top: 1, bottom: 1, left: 1, right: 1))
    graph.nodes[1].op = AveragePool2D(
      window: Extent2D(2, 2), stride: Extent2D(2, 2),
      padding: .explicit(top: 0, bottom: 0, left: 0, right: 0), activation: .none)
    let found = try read(try written(graph))
    #expect((found.nodes[0].op as? Conv2D)?.padding == .same)
    #expect([.same, .valid].contains((found.nodes[1].op as? AveragePool2D)?.padding))
  }

  @Test("keeps the names of the graph and its nodes, unless operators were added since")
  func names() throws {
    let line = "\nstem node\n\n\n\n"
    var small = SmallTFLite()
    small.metadata = [[0: .string("edgerun.names"), 1: .uint32(4)]]
    small.buffers.append([0: .bytes(Array(("my graph" + line).utf8))])
    let model = try SmallTFLite.read(small.file.bytes)
    #expect(model.graph.name == "my graph")
    #expect(model.graph.nodes.map(\.name) == ["stem node", "pooled", "joined", "flat", "out"])
    small.buffers[4] = [0: .bytes(Array("my graph\na\nb".utf8))]
    let stale = try SmallTFLite.read(small.file.bytes)
    #expect(stale.graph.nodes.map(\.name) == ["stem", "pooled", "joined", "flat", "out"])
    #expect(
      stale.warnings.map(\.message) == [
        "metadata edgerun.names: expected names of 5 operators, found 2; they are left out"
      ])
  }
}
