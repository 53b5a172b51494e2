extension Sequence<String> {
  /// The three names that take the fewest edits to become `name`.
  func nearest(to name: String) -> [String] {
    let wanted = Array(name.unicodeScalars.prefix(64))
    let ranked = map { (editDistance($0, wanted), $0) }.sorted { $0 < $1 }
    return ranked.prefix(3).map(\.1)
  }

  /// Levenshtein's distance, row by row.
  private func editDistance(_ name: String, _ wanted: [Unicode.Scalar]) -> Int {
    var row = Array(0...wanted.count)
    for (i, scalar) in name.unicodeScalars.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in wanted.enumerated() {
        let replaced = diagonal + (scalar == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = Swift.min(replaced, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[wanted.count]
  }
}
