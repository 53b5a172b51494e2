import EdgeFormats

/// The right answers of a sequence of runs.
enum Truth {
  /// - Throws: unless the file has one position, 0 or more, for each of `count` runs.
  static func read(_ path: String, count: Int) throws(ImportError) -> [Int] {
    let lines = try LabelsFile.read(path)
    let positions = lines.compactMap { Int($0) }.filter { $0 >= 0 }
    guard positions.count == lines.count else {
      throw ImportError(file: path, "expected one position a line, 0 or more, found other text")
    }
    guard positions.count == count else {
      throw ImportError(
        file: path, "expected \(count) lines, one a run, found \(positions.count)")
    }
    return positions
  }
}
