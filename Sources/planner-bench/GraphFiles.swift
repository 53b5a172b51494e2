import EdgePlanning
import Foundation

/// The graphs in `graphs/` as memory problems of whole int8 tensors, with their known optimum.
struct GraphFile: Decodable {
  private struct Tensor: Decodable {
    var id: String
    var bytes: Int
  }
  private struct Operator: Decodable {
    var id: String
    var inputs: [String]
    var output: String
  }

  private var tensors: [Tensor]
  private var ops: [Operator]
  private var inputs: [String]
  private var outputs: [String]

  var problem: MemoryProblem {
    let ids = Dictionary(
      tensors.enumerated().map { ($1.id, BufferID($0)) }, uniquingKeysWith: { first, _ in first })
    return MemoryProblem(
      name: "graph", buffers: tensors.map { .init(name: $0.id, bytes: $0.bytes) },
      steps: ops.map { op in
        .init(
          name: op.id, reads: Set(op.inputs.compactMap { ids[$0] }).sorted(),
          writes: [op.output].compactMap { ids[$0] })
      },
      inputs: inputs.compactMap { ids[$0] }, outputs: outputs.compactMap { ids[$0] })
  }

  /// What is known of a graph.
  struct Known: Decodable { var optimum: Int }

  static func optima(in folder: URL) throws -> [(name: String, optimum: Int)] {
    let data = try Data(contentsOf: folder.appending(path: "optimum.json"))
    return try JSONDecoder().decode([String: Known].self, from: data)
      .map { ($0.key, $0.value.optimum) }.sorted { $0.0 < $1.0 }
  }

  static func read(_ url: URL) throws -> GraphFile {
    try JSONDecoder().decode(GraphFile.self, from: Data(contentsOf: url))
  }
}
