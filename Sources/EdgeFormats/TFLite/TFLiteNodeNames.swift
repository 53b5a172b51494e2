/// Names that TensorFlow Lite has no place for, kept as metadata: the graph's, and the nodes'.
struct TFLiteNodeNames {
  static let name = "edgerun.names"

  var graph: String
  /// By operator of the first subgraph; empty for one that is no node.
  var operators: [String]

  init(graph: String, operators: [String]) {
    self.graph = graph
    self.operators = operators
  }

  /// - Parameter contents: a line for the graph, and one an operator. Names have no line breaks.
  init(contents: ArraySlice<UInt8>) {
    let lines = contents.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { String(decoding: $0.prefix(FileLimits.nameBytes), as: UTF8.self) }
    self.init(graph: lines.first ?? "", operators: Array(lines.dropFirst()))
  }

  var contents: [UInt8] { Array(([graph] + operators).joined(separator: "\n").utf8) }
}
