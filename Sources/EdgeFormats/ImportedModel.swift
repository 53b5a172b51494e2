package import EdgeIR

/// A model as it came from a file: a graph that passes `verify`, and where everything is.
package struct ImportedModel: Sendable {
  package var graph: Graph
  /// Of the model file's bytes, in lower-case hexadecimal digits.
  package var sha256: String
  package var warnings: [Diagnostic]
  /// The model file's folder, where its companions lie.
  package var folder: String
  /// The file the weights came from; nil where they are in the model file, or nowhere.
  package var weightsPath: String?
  package var places: SourceMap

  /// A later finding about this very graph, at its place in the file.
  package func diagnostic(for error: GraphError) -> Diagnostic {
    places.diagnostic(for: error, in: graph)
  }
}

/// Where a model file says what.
package struct SourceMap: Sendable {
  var file: String
  /// Empty for a binary file.
  var text: [UInt8]
  var tensorOffsets: [Int]
  var nodeOffsets: [Int]

  /// Nowhere: for a binary file, or for a graph that came from none.
  package init(file: String) {
    self.init(file: file, text: [], tensorOffsets: [], nodeOffsets: [])
  }

  init(file: String, text: [UInt8], tensorOffsets: [Int], nodeOffsets: [Int]) {
    self.file = file
    self.text = text
    self.tensorOffsets = tensorOffsets
    self.nodeOffsets = nodeOffsets
  }

  func diagnostic(for error: GraphError, in graph: Graph) -> Diagnostic {
    diagnostic(
      error.message(in: graph), kind: error.isUnsupported ? .unsupported : .malformed,
      about: error.subject)
  }

  func diagnostic(_ message: String, kind: Diagnostic.Kind, about subject: GraphError.Subject)
    -> Diagnostic
  {
    let position = offset(of: subject).map { SourcePosition.positions(of: [$0], in: text)[0] }
    return Diagnostic(file: file, at: position, message, kind: kind)
  }

  private func offset(of subject: GraphError.Subject) -> Int? {
    switch subject {
    case .graph: nil
    case .tensor(let id): tensorOffsets.indices.contains(id.index) ? tensorOffsets[id.index] : nil
    case .node(let index): nodeOffsets.indices.contains(index) ? nodeOffsets[index] : nil
    }
  }
}

extension GraphError {
  /// `node "cat": …`.
  func message(in graph: Graph) -> String {
    switch subject {
    case .graph: "\(cause)"
    case .tensor(let id): "tensor \"\(graph[id].name)\": \(cause)"
    case .node(let index): "node \"\(graph.nodes[index].name)\": \(cause)"
    }
  }
}
