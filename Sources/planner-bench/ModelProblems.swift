import EdgeCompiler
import EdgeFormats
import EdgeOperators
import EdgePlanning
import Foundation

/// Models as they are planned.
enum ModelProblems {
  /// Model files below the folders, by name; without those that only probe layers of others.
  static func files(in folders: [URL]) -> [URL] {
    folders.flatMap { folder -> [URL] in
      let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
      let urls = (found?.allObjects ?? []).compactMap { $0 as? URL }
      return urls.filter {
        $0.pathExtension == "tflite" && !$0.lastPathComponent.contains("_probe")
          || $0.lastPathComponent == "model.json"
      }.sorted { $0.path < $1.path }
    }
  }

  /// - Throws: what the reader or the compiler cannot do.
  static func compilation(_ file: URL, _ level: Level) throws -> Compilation {
    let model = try ModelFile.read(path: file.path, operators: catalog)
    return try Compiler(level: level).compile(model.graph, modelSHA256: model.sha256)
  }
}
