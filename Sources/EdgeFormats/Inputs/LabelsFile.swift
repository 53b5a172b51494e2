/// Names of classes, one a line, in the order of an output's last axis.
package enum LabelsFile {
  /// - Throws: also where a line is empty or would control a terminal.
  package static func read(_ path: String) throws(ImportError) -> [String] {
    let bytes = try FileReader.read(path, limit: FileLimits.labelsBytes)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ImportError(file: path, "expected labels in UTF-8, found other bytes")
    }
    var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    if lines.last?.isEmpty == true { lines.removeLast() }
    let faults = lines.enumerated().compactMap { index, line in
      fault(of: line).map {
        Diagnostic(file: path, at: SourcePosition(line: index + 1, column: 1), $0)
      }
    }
    guard faults.isEmpty else { throw ImportError(faults) }
    return lines.map(String.init)
  }

  private static func fault(of line: Substring) -> String? {
    if line.isEmpty { return "expected a label, found an empty line" }
    return line.hasControlCharacters ? "expected a label, found \(String(line).excerpt)" : nil
  }
}
