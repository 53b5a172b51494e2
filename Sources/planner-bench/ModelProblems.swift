import EdgeCompiler
import EdgeFormats
import EdgeOperators
import EdgePlanning
import Foundation

/// Models as the memory problems of their best orders: whole tensors, nothing shared.
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

  /// - Throws: what the reader or the lowering cannot do.
  static func problem(_ file: URL) throws -> MemoryProblem {
    let model = try ModelFile.read(path: file.path, operators: catalog)
    return PlannerView(try Lowering(model.graph), alignment: 4).problem
  }
}
