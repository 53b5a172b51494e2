import EdgeCompiler
import EdgeFormats
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Foundation

/// Good files of every kind, of small networks, by our own writers.
enum Seeds {
  /// A network with its plan and program at some level.
  struct Planned {
    var graph: Graph
    var target: Target
    var plan: [UInt8]
    var program: [UInt8]
  }

  private static let small = (UInt64(0)..<100).map { RandomNetwork.make(seed: $0) }.filter {
    $0.nodes.count <= 12 && $0.weightsBytes <= 4096
  }

  private static let graphs = [smallGraph].compactMap { $0 } + small.prefix(12)

  /// By the hash that stands for the network's model file.
  static let planned: [String: Planned] = {
    var planned: [String: Planned] = [:]
    for (index, graph) in graphs.enumerated() {
      for level in Level.allCases {
        for feeds in level == .stream ? [false, true] : [false] {
          let digit = String(planned.count, radix: 16)
          let hash = String(repeating: "0", count: 64 - digit.count) + digit
          let target = [Target.host, .portable, .cortexM, .helium][index % 4]
          let compiler = Compiler(level: level, streamInput: feeds, target: target)
          guard let compiled = try? compiler.compile(graph, modelSHA256: hash) else { continue }
          planned[hash] = Planned(
            graph: compiled.graph, target: target, plan: text(compiled.plan),
            program: compiled.program)
        }
      }
    }
    return planned
  }()

  /// Models as JSON, their weights as files in `folder`.
  static func models(in folder: String) throws -> [[UInt8]] {
    try graphs.enumerated().map { index, graph in
      let name = "weights\(index).safetensors"
      let files = try ModelWriter.files(for: graph, weightsPath: name)
      if let weights = files.weights {
        try Data(weights).write(to: URL(fileURLWithPath: folder + "/" + name))
      }
      return files.model
    }
  }

  static var flatBuffers: [[UInt8]] {
    let files = small.lazy.compactMap { graph in
      try? TFLiteWriter.file(for: graph, from: SourceMap(file: "")).bytes
    }
    return Array(files.prefix(12))
  }

  static var safetensors: [[UInt8]] {
    let weights = Safetensors(entries: [
      .init(name: "w", element: .int8, shape: [4, 3, 3, 2], bytes: (0..<72).map { UInt8($0) }),
      .init(name: "b", element: .int32, shape: [2], bytes: [UInt8](repeating: 1, count: 8)),
    ])
    return [weights.encoded]
      + graphs.prefix(4).compactMap { try? ModelWriter.files(for: $0).weights }
  }

  static var npy: [[UInt8]] {
    [("|i1", 1), ("<f4", 4), ("<i4", 4)].map { element, bytes in
      let header = "{'descr': '\(element)', 'fortran_order': False, 'shape': (1, 2, 2, 1), }"
      let padded = header.padding(toLength: 117, withPad: " ", startingAt: 0) + "\n"
      return [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(padded.utf8)
        + [UInt8](repeating: 1, count: 4 * bytes)
    }
  }

  static let problems: [[UInt8]] = [
    """
    {"format": "edgerun.problem/1", "name": "chain and join",
    "buffers": [{"name": "x", "bytes": 16}, {"name": "y", "bytes": 8, "alignment": 4},
    {"name": "z", "bytes": 12}, {"name": "j", "bytes": 20}],
    "steps": [{"name": "a", "reads": ["x"], "writes": ["y"], "scratch": 3,
    "overlaps": [{"input": "x", "output": "y", "distance": 2}]},
    {"name": "b", "reads": ["x"], "writes": ["z"], "scratch": 0},
    {"name": "c", "reads": ["y", "z"], "writes": ["j"],
    "overlaps": [{"input": "z", "output": "j", "distance": 0, "direction": "downwards"}]}],
    "inputs": ["x"], "outputs": ["j"]}
    """,
    """
    {"format": "edgerun.problem/1", "name": "slices",
    "buffers": [{"name": "in", "bytes": 100}, {"name": "whole", "bytes": 300}],
    "steps": [{"name": "1", "reads": ["in"], "writes": ["whole"]},
    {"name": "2", "reads": ["in"], "writes": ["whole"], "scratch": 64}],
    "inputs": ["in"], "outputs": ["whole"]}
    """,
  ].map { Array($0.utf8) }

  static let tables: [[UInt8]] = [
    "id,lower,upper,size,offset\n0,0,2,16,-1\n1,1,3,8,0\n",
    """
    id,lower,upper,size,alignment,gaps
    a,0,10,64,16,2-4@0:32 5-6
    b,1,4,100,4,
    c,3,9,7,1,4-8
    d,2,5,32,32,
    e,6,12,50,2,

    """,
  ].map { Array($0.utf8) }

  static func text(_ plan: Plan) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(plan)).map { Array($0) } ?? []
  }

  /// What stands between quotes.
  static func words(_ text: [UInt8]) -> [String] {
    String(decoding: text, as: UTF8.self).split(separator: "\"").map(String.init).filter { word in
      word.count < 32 && word.allSatisfy { $0.isLetter || $0.isNumber || "_/.".contains($0) }
    }
  }

  /// Every kind of step that shares memory, on few tensors.
  private static var smallGraph: Graph? {
    let text = """
      {"format": "edgerun.model/1", "name": "small", "inputs": ["x"], "outputs": ["y"],
      "tensors": [
      {"name": "x", "shape": [1, 6, 6, 4], "type": "int8", "quantization": {"scale": 0.5, "zeroPoint": 3}},
      {"name": "a", "shape": [1, 6, 6, 4], "type": "int8", "quantization": {"scale": 0.5, "zeroPoint": 3}},
      {"name": "p", "shape": [1, 3, 3, 4], "type": "int8", "quantization": {"scale": 0.5, "zeroPoint": 3}},
      {"name": "j", "shape": [1, 3, 3, 8], "type": "int8", "quantization": {"scale": 0.5, "zeroPoint": 3}},
      {"name": "s", "shape": [1, 3, 3, 8], "type": "int8", "quantization": {"scale": 0.75, "zeroPoint": 0}},
      {"name": "y", "shape": [1, 3, 3, 8], "type": "int8",
      "quantization": {"scale": 0.00390625, "zeroPoint": -128}}],
      "nodes": [
      {"name": "relu", "op": "relu", "inputs": ["x"], "outputs": ["a"], "attributes": {}},
      {"name": "pool", "op": "max_pool2d", "inputs": ["a"], "outputs": ["p"],
      "attributes": {"window": [2, 2], "stride": [2, 2], "padding": "valid", "activation": "none"}},
      {"name": "join", "op": "concat", "inputs": ["p", "p"], "outputs": ["j"], "attributes": {"axis": 3}},
      {"name": "add", "op": "add", "inputs": ["j", "j"], "outputs": ["s"], "attributes": {"activation": "none"}},
      {"name": "softmax", "op": "softmax", "inputs": ["s"], "outputs": ["y"], "attributes": {"beta": 1.0}}]}
      """
    let source = ModelSource(path: "small", bytes: Array(text.utf8))
    return try? ModelFile.read(source, operators: catalog).graph
  }
}
