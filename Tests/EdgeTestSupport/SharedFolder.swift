import Foundation

/// Goldens and models that are too large, or not ours, to be part of the repository.
public enum SharedFolder {
  /// The folder that `EDGERUN_SHARED` names, or `shared` beside the repository's folder or one of
  /// those it lies in. Nil where there is none.
  public static let root: URL? = {
    let environment = ProcessInfo.processInfo.environment
    if let path = environment["EDGERUN_SHARED"] { return existing(URL(fileURLWithPath: path)) }
    var folder = RepositoryFiles.root().deletingLastPathComponent()
    while folder.path != "/" {
      if let shared = existing(folder.appending(path: "shared")) { return shared }
      folder.deleteLastPathComponent()
    }
    return nil
  }()

  /// Whether tests must fail without it.
  public static var isRequired: Bool {
    ProcessInfo.processInfo.environment["EDGERUN_REQUIRE_SHARED"].map { $0 != "0" } ?? false
  }

  private static func existing(_ folder: URL) -> URL? {
    FileManager.default.fileExists(atPath: folder.appending(path: "conformance").path)
      ? folder : nil
  }

  /// - Throws: where there is no folder, or no such file in it.
  public static func bytes(_ path: String) throws -> [UInt8] {
    guard let root else { throw CocoaError(.fileNoSuchFile) }
    return [UInt8](try Data(contentsOf: root.appending(path: path)))
  }

  /// The JSON file at `path`, decoded; nil without the folder. A file that cannot be decoded ends
  /// the tests: as arguments of tests there would be none instead.
  public static func decode<Value: Decodable>(_ type: Value.Type, from path: String) -> Value? {
    guard let url = root?.appending(path: path) else { return nil }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(type, from: try Data(contentsOf: url))
    } catch {
      fatalError("\(url.path): \(error)")
    }
  }
}
