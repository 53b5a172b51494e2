internal import EdgeIR
internal import Foundation

/// Reads the file a model names as its weights, which may lie in the model's folder only.
struct WeightsReader {
  let source: ModelSource

  /// The bytes of the draft's constants and variables, by name; none for a model without weights.
  ///
  /// - Returns: Also the errors of the weights file itself; those of the model go to `issues`.
  func contents(of draft: ModelDraft, _ issues: inout Issues)
    -> (contents: [String: [UInt8]], errors: [Diagnostic])
  {
    guard let reference = draft.weights else { return ([:], []) }
    guard let path = resolve(reference.path) else {
      issues.error(
        at: reference.pathOffset,
        "weights.file: expected a relative path of a file in the model's folder, found "
          + reference.path.excerpt)
      return ([:], [])
    }
    do throws(ImportError) {
      let file = source.companion(reference.path)
      let bytes = try FileReader.read(
        path, as: file, followsLink: false, limit: FileLimits.binaryBytes)
      let digest = FileReader.sha256(bytes)
      guard digest == reference.sha256 else {
        issues.error(
          at: reference.sha256Offset,
          "weights.sha256: expected \(reference.sha256), found \(digest) for "
            + "\(reference.path.excerpt); it is not the file this model was saved with")
        return ([:], [])
      }
      return match(try Safetensors.read(bytes, file: file), draft, file, &issues)
    } catch {
      return ([:], error.diagnostics)
    }
  }

  /// The path to open, free of links; nil if it is not one inside the model's folder.
  private func resolve(_ path: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain =
      path.utf8.count <= 4096 && parts.allSatisfy { !["", ".", ".."].contains($0) }
      && !path.hasControlCharacters && !path.contains("\\")
    guard isPlain else { return nil }
    let file = source.companion(path)
    guard let folder = Self.realPath(source.folder), let target = Self.realPath(file) else {
      return file.hasPrefix("/") ? file : "./" + file
    }
    let isInside = target.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
    return isInside ? target : nil
  }

  private static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(validatingCString: resolved)
  }

  /// Every constant and variable has its tensor in the file, and every tensor there is one.
  private func match(
    _ weights: Safetensors, _ draft: ModelDraft, _ file: String, _ issues: inout Issues
  ) -> (contents: [String: [UInt8]], errors: [Diagnostic]) {
    let entries = Dictionary(weights.entries.map { ($0.name, $0) }) { first, _ in first }
    var contents: [String: [UInt8]] = [:]
    for constant in draft.tensors where constant.hasContents {
      guard let name = constant.name, let type = constant.type else { continue }
      guard let entry = entries[name] else {
        issues.error(
          at: constant.offset, "tensor \"\(name)\": expected its bytes in \(file), found none")
        continue
      }
      guard entry.element == type.element, entry.shape == type.shape else {
        issues.error(
          at: constant.offset,
          "tensor \"\(name)\": expected \(type.element) \(type.shape) in \(file), found "
            + "\(entry.element) \(entry.shape)")
        continue
      }
      contents[name] = entry.bytes
    }
    let names = Set(draft.tensors.lazy.filter(\.hasContents).compactMap(\.name))
    let extra = weights.entries.filter { !names.contains($0.name) }.map {
      Diagnostic(
        file: file,
        "tensor \"\($0.name)\": expected a constant or variable of the model, found none of this "
          + "name; remove it"
      )
    }
    return (contents, extra)
  }
}

extension ModelSource {
  /// The path of a file beside the model, as the user would write it.
  func companion(_ path: String) -> String {
    switch folder {
    case ".": path
    case "/": "/" + path
    default: folder + "/" + path
    }
  }
}
