import Foundation

/// What is known of a network of `graphs/`, in bytes: the first exactly, the others where somebody
/// computed how little ideal kernels could live with.
struct KnownPeaks: Decodable {
  /// The best order of whole tensors.
  var optimum: Int
  /// And concatenations that take no memory.
  var virtualConcat: Int?
  /// And outputs over dying inputs.
  var virtualConcatOverlap: Int?
  /// Row by row, the input in memory.
  var rowStreamingInputResident: Int?
  /// Row by row as long as that pays, the input as well.
  var streamPrefixThenOpwiseInputStreamed: Int?

  static func all(in folder: URL) throws -> [(name: String, peaks: KnownPeaks)] {
    let data = try Data(contentsOf: folder.appending(path: "optimum.json"))
    return try JSONDecoder().decode([String: KnownPeaks].self, from: data)
      .map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
  }
}
