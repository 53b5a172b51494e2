/// Buffers to place, as minimalloc's CSV lists them: `id,lower,upper,size`, and optionally
/// `alignment`, `gaps`, `offset`, in any order of columns.
///
/// A lifetime is half-open. Gaps are written `lower-upper`, with the window of bytes that stay in
/// use as `lower-upper@first:end`, separated by spaces. An offset of -1 is free.
package struct BufferTable: Hashable, Sendable {
  /// A line that says something else than it may.
  package struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    /// From 1.
    package var line: Int
    package var description: String
  }

  package private(set) var ids: [String] = []
  package private(set) var problem = AllocationProblem(items: [])
  /// The lines as they were, without their ends, the header first.
  package private(set) var lines: [String] = []
  private var columns: [String] = []

  private static let required = ["id", "lower", "upper", "size"]
  private static let known = required + ["alignment", "gaps", "offset"]
  /// Larger numbers are taken for mistakes: sums of them must not overflow.
  private static let largest = 1 << 40

  /// - Throws: the first fault.
  package init(csv: [UInt8]) throws(Fault) {
    let text = String(decoding: csv, as: UTF8.self)
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      lines.append(String(line))
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    guard let header = lines.first else {
      throw Fault(line: 1, description: "expected a header, found an empty file")
    }
    try readHeader(header)
    for (index, line) in lines.enumerated().dropFirst() { try readRow(line, number: index + 1) }
    try checkFixedOffsets()
  }

  /// - Throws: where two fixed buffers share a byte while both live.
  private func checkFixedOffsets() throws(Fault) {
    typealias Piece = (lifetime: Range<Int>, bytes: Range<Int>, row: Int)
    var pieces: [Piece] = []
    for (row, item) in problem.items.enumerated() {
      guard let offset = item.fixedOffset else { continue }
      for part in item.parts {
        let bytes = part.bytes.lowerBound + offset..<part.bytes.upperBound + offset
        pieces.append((part.lifetime, bytes, row))
      }
    }
    pieces.sort { ($0.lifetime.lowerBound, $0.row) < ($1.lifetime.lowerBound, $1.row) }
    var living: [Piece] = []
    for piece in pieces {
      living.removeAll { $0.lifetime.upperBound <= piece.lifetime.lowerBound }
      if let other = living.first(where: { $0.row != piece.row && $0.bytes.overlaps(piece.bytes) })
      {
        let (first, second) = (min(piece.row, other.row), max(piece.row, other.row))
        throw Fault(
          line: second + 2,
          description:
            "offset: shares bytes with \"\(ids[first])\" of line \(first + 2) while both live")
      }
      living.append(piece)
    }
  }

  private mutating func readHeader(_ header: String) throws(Fault) {
    columns = Self.cells(header)
    for name in Self.required where !columns.contains(name) {
      throw Fault(line: 1, description: "expected a column \"\(name)\", found \"\(header)\"")
    }
    for (index, name) in columns.enumerated() {
      guard Self.known.contains(name), !columns[..<index].contains(name) else {
        throw Fault(
          line: 1,
          description: "expected each of \(Self.known.joined(separator: ", ")) once at most, "
            + "found \"\(name)\"")
      }
    }
  }

  private mutating func readRow(_ line: String, number: Int) throws(Fault) {
    let cells = Self.cells(line)
    guard cells.count == columns.count else {
      throw Fault(
        line: number, description: "expected \(columns.count) values, found \(cells.count)")
    }
    let row = Dictionary(uniqueKeysWithValues: zip(columns, cells))
    func value(_ name: String, _ range: ClosedRange<Int>, default missing: Int) throws(Fault) -> Int
    {
      guard let cell = row[name], !(cell.isEmpty && !Self.required.contains(name)) else {
        return missing
      }
      guard let value = Int(cell), range.contains(value) else {
        throw Fault(
          line: number,
          description: "\(name): expected a number from \(range.lowerBound) to "
            + "\(range.upperBound), found \"\(cell)\"")
      }
      return value
    }
    let lower = try value("lower", 0...Self.largest, default: 0)
    let upper = try value("upper", lower + 1...Self.largest + 1, default: 0)
    let size = try value("size", 1...Self.largest, default: 0)
    let alignment = try value("alignment", 1...1 << 30, default: 1)
    guard alignment & (alignment - 1) == 0 else {
      throw Fault(
        line: number, description: "alignment: expected a power of two, found \(alignment)")
    }
    let offset = try value("offset", -1...Self.largest, default: -1)
    guard offset <= 0 || offset % alignment == 0 else {
      throw Fault(
        line: number,
        description: "offset: expected a multiple of \(alignment), found \(offset)")
    }
    ids.append(row["id"] ?? "")
    problem.items.append(
      AllocationItem(
        bytes: size, alignment: alignment, lifetime: lower..<upper,
        gaps: try Self.gaps(row["gaps"] ?? "", lower..<upper, size, number),
        fixedOffset: offset < 0 ? nil : offset))
  }

  private static func gaps(
    _ cell: String, _ lifetime: Range<Int>, _ size: Int, _ number: Int
  ) throws(Fault) -> [AllocationItem.Gap] {
    var (gaps, start) = ([AllocationItem.Gap](), lifetime.lowerBound)
    for word in cell.split(separator: " ") {
      let parts = word.split(separator: "@", omittingEmptySubsequences: false)
      let window = parts.count == 2 ? range(parts[1], separator: ":", within: 0..<size) : nil
      guard let gap = range(parts[0], separator: "-", within: start..<lifetime.upperBound),
        parts.count == 1 || (parts.count == 2 && window != nil)
      else {
        throw Fault(
          line: number,
          description: "gaps: expected ranges in the order of time within the lifetime, such as "
            + "\"3-5\" or \"3-5@0:16\", found \"\(word)\"")
      }
      gaps.append(AllocationItem.Gap(lifetime: gap, window: window))
      start = gap.upperBound
    }
    return gaps
  }

  private static func range(
    _ text: Substring, separator: Character, within limits: Range<Int>
  ) -> Range<Int>? {
    let ends = text.split(separator: separator, omittingEmptySubsequences: false).map { Int($0) }
    guard ends.count == 2, let lower = ends[0], let upper = ends[1], lower < upper,
      limits.lowerBound <= lower, upper <= limits.upperBound
    else { return nil }
    return lower..<upper
  }

  private static func cells(_ line: String) -> [String] {
    line.split(separator: ",", omittingEmptySubsequences: false).map { cell in
      String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// The rows with their offsets, in a column `offset` which is added at the end where it is
  /// missing.
  package func csv(offsets: [Int]) -> String {
    let column = columns.firstIndex(of: "offset")
    var text = column == nil ? (lines.first ?? "") + ",offset\n" : (lines.first ?? "") + "\n"
    for (line, offset) in zip(lines.dropFirst(), offsets) {
      var cells = Self.cells(line)
      if let column { cells[column] = String(offset) } else { cells.append(String(offset)) }
      text += cells.joined(separator: ",") + "\n"
    }
    return text
  }
}
