package import EdgeIR

/// Reads `.tflite` files: the first subgraph, operator by operator.
package struct TFLiteReader: Importer {
  package static let format = "TensorFlow Lite (.tflite)"
  package static let fileBytes = FileLimits.binaryBytes
  static let identifier = "TFL3"
  static let version: UInt32 = 3

  private let operators: Set<String>

  package init(operators: [any Operator.Type]) {
    self.operators = Set(operators.map { $0.name })
  }

  /// The identifier's first letters are enough, so that an older version, or a file with its size
  /// in front, can be refused by its name.
  package static func recognizes(_ bytes: [UInt8]) -> Bool {
    bytes.dropFirst(4).starts(with: identifier.utf8.prefix(3)) || isSizePrefixed(bytes)
  }

  private static func isSizePrefixed(_ bytes: [UInt8]) -> Bool {
    bytes.dropFirst(8).starts(with: identifier.utf8)
  }

  package func read(_ source: ModelSource) throws(ImportError) -> ImportedModel {
    let (subgraph, names): (TFLiteSubgraph, TFLiteNodeNames?)
    do throws(TFLiteError) {
      let model = try model(source.bytes)
      subgraph = try TFLiteSubgraph(model, file: source.bytes)
      names = try model.metadata(TFLiteNodeNames.name, in: source.bytes)
        .map(TFLiteNodeNames.init(contents:))
    } catch {
      throw ImportError(file: source.path, error.message, kind: error.kind)
    }
    var conversion = TFLiteConversion(subgraph, operators: operators)
    let graph = conversion.graph(named: Self.name(of: source), names)
    guard conversion.issues.isEmpty else {
      throw conversion.issues.importError(file: source.path)
    }
    return ImportedModel(
      graph: graph, sha256: FileReader.sha256(source.bytes),
      warnings: conversion.warnings.map { Diagnostic(.warning, file: source.path, $0) },
      folder: source.folder, places: SourceMap(file: source.path))
  }

  private func model(_ bytes: [UInt8]) throws(TFLiteError) -> ModelTable {
    guard !Self.isSizePrefixed(bytes) else {
      throw TFLiteError(at: 8, "expected the identifier TFL3 at byte 4; remove the size in front")
    }
    guard bytes.dropFirst(4).starts(with: Self.identifier.utf8) else {
      throw TFLiteError(
        at: 4,
        "expected the identifier \"TFL3\", found "
          + String(decoding: bytes.dropFirst(4).prefix(4), as: UTF8.self).excerpt)
    }
    let model = ModelTable(table: try FlatBuffer(bytes: bytes).root())
    let version = try model.version
    guard version == Self.version else {
      throw TFLiteError(
        at: model.table.offset, "expected schema version \(Self.version), found \(version)")
    }
    return model
  }

  /// The file's name without its extension.
  private static func name(of source: ModelSource) -> String {
    let file = source.path.split(separator: "/").last.map(String.init) ?? ""
    let stem = file.hasSuffix(".tflite") ? String(file.dropLast(7)) : file
    var names = TFLiteNames()
    return names.unique(stem == FileReader.standardInput ? nil : stem, fallback: "model")
  }
}
