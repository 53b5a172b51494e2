import EdgeFormats
import Foundation

/// Names of the positions of an output's last axis.
struct Labels {
  private let names: [String]
  private let count: Int

  /// - Parameters:
  ///   - explicit: the file asked for; must exist.
  ///   - folder: where a `labels.txt` serves when no file is asked for.
  ///   - count: positions of the output's last axis; the file asked for names as many.
  init(explicit: String?, besideModelIn folder: String, count: Int) throws(ImportError) {
    self.count = count
    let standard = folder + "/labels.txt"
    if let explicit {
      names = try LabelsFile.read(explicit)
      guard names.count == count else {
        throw ImportError(
          file: explicit,
          "expected \(count) labels, one a position of the output's last axis, found \(names.count)"
        )
      }
    } else if FileManager.default.fileExists(atPath: standard) {
      names = try LabelsFile.read(standard)
    } else {
      names = []
    }
  }

  /// The name of an element of the output, counted row-major.
  subscript(element: Int) -> String? {
    let position = element % max(count, 1)
    return names.indices.contains(position) ? names[position] : nil
  }
}
