import Foundation

/// Writes whole files: a reader sees the old contents or the new, never a part.
enum OutputFile {
  /// - Parameter path: `-` for standard output.
  static func write(_ data: Data, to path: String) throws(Failure) {
    if path == "-" {
      FileHandle.standardOutput.write(data)
      return
    }
    do {
      try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .unwritable(file: path, reason: error.localizedDescription)
    }
  }
}
