import EdgeFormats
import EdgeIR
import EdgeOperators
import EdgeTestSupport

extension TemporaryFolder {
  /// Writes a graph as `model.json` with its weights, and returns the model's path.
  func write(_ graph: Graph) throws -> String {
    let files = try ModelWriter.files(for: graph)
    if let weights = files.weights { try write(weights, to: "weights.safetensors") }
    return try write(files.model, to: "model.json")
  }

  func read(_ path: String) throws -> ImportedModel {
    try ModelFile.read(path: path, operators: catalog)
  }
}
