import Foundation

/// The files of the repository a test belongs to.
public enum RepositoryFiles {
  /// The folder that holds `Package.swift`, found upwards from a source file.
  public static func root(of file: String = #filePath) -> URL {
    var folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    while folder.path != "/" {
      if FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
        break
      }
      folder.deleteLastPathComponent()
    }
    return folder
  }

  /// The paths of the models that ship, relative to none; empty where there is none.
  public static var modelPaths: [String] {
    let models = root().appending(path: "Models")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: models.path)) ?? []
    return names.sorted().map { models.appending(path: "\($0)/model.json").path }
      .filter { FileManager.default.fileExists(atPath: $0) }
  }
}
