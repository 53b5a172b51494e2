package import EdgeIR

/// Writes `.tflite` files that TensorFlow Lite Micro runs in our order, every tensor at our offset.
package enum TFLiteWriter {
  package struct File: Hashable, Sendable {
    package var bytes: [UInt8]
    package var warnings: [Diagnostic]
  }

  /// - Parameters:
  ///   - graph: passes `verify`, and has the contents of all constants.
  ///   - places: where the nodes are in the file they come from.
  /// - Throws: every node that a `.tflite` file cannot say.
  package static func file(for graph: Graph, from places: SourceMap) throws(ImportError) -> File {
    let export: TFLiteExport
    do throws(TFLiteExportError) {
      export = try TFLiteExport(graph)
    } catch {
      throw ImportError(
        error.nodes.map { index, error in
          let node = graph.nodes[index]
          let subject = "node \(node.name.excerpt) (\(type(of: node.op).name))"
          return places.diagnostic(
            "\(subject): \(error.message)", kind: error.kind, about: .node(index))
        })
    }
    let builder = FlatBufferBuilder(root: export.file, identifier: TFLiteReader.identifier)
    return File(
      bytes: builder.bytes,
      warnings: export.warnings.map { Diagnostic(.warning, file: places.file, $0) })
  }
}
