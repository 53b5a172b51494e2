package import EdgeIR

/// Model files of every kind.
package enum ModelFile {
  /// One row a kind.
  package static let importers: [any Importer.Type] = [
    ModelReader.self, TFLiteReader.self,
  ]

  /// The bytes of a model, or of a program that was compiled of one.
  ///
  /// - Parameter path: `-` for standard input.
  package static func source(_ path: String) throws(ImportError) -> ModelSource {
    let bytes = try FileReader.read(path) { start in
      if ModelSource(path: path, bytes: start).isProgram { return FileLimits.binaryBytes }
      return importers.first { $0.recognizes(start) }?.fileBytes ?? FileLimits.modelTextBytes
    }
    return ModelSource(path: path, bytes: bytes)
  }

  /// - Parameter path: `-` for standard input.
  package static func read(path: String, operators: [any Operator.Type]) throws(ImportError)
    -> ImportedModel
  {
    try read(source(path), operators: operators)
  }

  package static func read(_ source: ModelSource, operators: [any Operator.Type])
    throws(ImportError) -> ImportedModel
  {
    guard let importer = importers.first(where: { $0.recognizes(source.bytes) }) else {
      let formats = importers.map { $0.format }.joined(separator: " or ")
      throw ImportError(
        file: source.path, "expected a model, \(formats); found \(contents(source))")
    }
    return try importer.init(operators: operators).read(source)
  }

  private static func contents(_ source: ModelSource) -> String {
    if source.bytes.isEmpty { return "an empty file" }
    if source.isProgram { return "a compiled program, which only run takes" }
    let start = source.bytes.prefix(8)
    let isText = start.allSatisfy { (0x20...0x7E).contains($0) }
    let shown =
      isText
      ? String(decoding: start, as: UTF8.self).excerpt
      : start.map { "0x" + String($0, radix: 16) }.joined(separator: " ")
    return "a file that begins with \(shown)"
  }
}
