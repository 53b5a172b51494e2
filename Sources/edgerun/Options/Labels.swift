import EdgeFormats
import Foundation

/// Names of the positions of an output's last axis.
struct Labels {
  private let names: [String]

  /// - Parameters:
  ///   - explicit: the file asked for; must exist.
  ///   - folder: where a `labels.txt` serves when no file is asked for.
  init(explicit: String?, besideModelIn folder: String) throws(ImportError) {
    let standard = folder + "/labels.txt"
    if let explicit {
      names = try LabelsFile.read(explicit)
    } else if FileManager.default.fileExists(atPath: standard) {
      names = try LabelsFile.read(standard)
    } else {
      names = []
    }
  }

  subscript(position: Int) -> String? {
    names.indices.contains(position) ? names[position] : nil
  }
}
