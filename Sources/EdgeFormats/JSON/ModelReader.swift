package import EdgeIR

/// Reads `edgerun.model/1`: a graph as JSON, its constants in a safetensors file beside it.
package struct ModelReader: Importer {
  package static let format = "model.json (\(version))"
  package static let fileBytes = FileLimits.modelTextBytes
  static let version = "edgerun.model/1"

  let operators: [String: any Operator.Type]

  package init(operators: [any Operator.Type]) {
    self.operators = Dictionary(operators.map { ($0.name, $0) }) { first, _ in first }
  }

  /// A text whose first character can only be meant as JSON; a byte order mark counts, so that it
  /// can be refused by its name.
  package static func recognizes(_ bytes: [UInt8]) -> Bool {
    let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    guard let first else { return !bytes.isEmpty }
    return [UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""), 0xEF].contains(first)
  }

  package func read(_ source: ModelSource) throws(ImportError) -> ImportedModel {
    var issues = Issues()
    guard let draft = draft(source.bytes, &issues) else { throw error(source, issues, []) }
    let (contents, weightsErrors) = WeightsReader(source: source).contents(of: draft, &issues)
    let result = draft.soundPart(contents: contents)
    for error in result.graph.verify() where !(draft.isPartial && error.cause == .noOutputs) {
      issues.error(
        at: draft.offset(of: error.subject, result.nodeIndices), error.message(in: result.graph),
        kind: error.isUnsupported ? .unsupported : .malformed)
    }
    guard !issues.hasErrors, weightsErrors.isEmpty else {
      throw error(source, issues, weightsErrors)
    }
    Reachability(of: result.graph).warn(draft, &issues)
    return ImportedModel(
      graph: result.graph, sha256: FileReader.sha256(source.bytes),
      warnings: issues.warningDiagnostics(file: source.path, text: source.bytes),
      folder: source.folder,
      weightsPath: draft.weights.map { source.folder + "/" + $0.path },
      places: draft.places(in: source))
  }

  private func error(_ source: ModelSource, _ issues: Issues, _ others: [Diagnostic])
    -> ImportError
  {
    ImportError(issues.errorDiagnostics(file: source.path, text: source.bytes) + others)
  }

  /// Nil, with an error, unless the text is JSON and says that it is a model.
  private func draft(_ text: [UInt8], _ issues: inout Issues) -> ModelDraft? {
    do throws(JSONError) {
      let root = try JSONParser.parse(text)
      guard let object = issues.value(of: root.object, "model"), isModel(object, root, &issues)
      else { return nil }
      return ModelDraft(root, operators: operators, &issues)
    } catch {
      issues.error(error)
      return nil
    }
  }

  /// Only then does it mean anything what else is in it.
  private func isModel(_ object: JSONObject, _ root: JSONValue, _ issues: inout Issues) -> Bool {
    let expected = Self.version.jsonQuoted
    guard let format = object["format"] else {
      issues.error(
        at: root.offset, "expected key \"format\" with \(expected), found none; add it")
      return false
    }
    guard case .string(Self.version) = format.content else {
      issues.error(at: format.offset, "format: expected \(expected), found \(format.summary)")
      return false
    }
    return true
  }
}
