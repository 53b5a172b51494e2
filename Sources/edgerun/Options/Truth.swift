import EdgeFormats

/// The right answers of a sequence of runs.
enum Truth {
  /// - Throws: unless the file has one position, in `0..<classes`, for each of `count` runs.
  static func read(_ path: String, count: Int, classes: Int) throws(ImportError) -> [Int] {
    let lines = try LabelsFile.read(path)
    let positions = lines.compactMap { Int($0) }.filter((0..<classes).contains)
    guard positions.count == lines.count else {
      throw ImportError(
        file: path, "expected one position a line, 0 to \(classes - 1), found something else")
    }
    guard positions.count == count else {
      throw ImportError(
        file: path, "expected \(count) lines, one a run, found \(positions.count)")
    }
    return positions
  }
}
