/// A place in a text, as editors count: both from 1, columns in Unicode scalars.
package struct SourcePosition: Hashable, Sendable {
  package var line, column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The positions of `offsets`, which are ascending, in a UTF-8 `text`.
  ///
  /// - Complexity: one pass over the text, however many offsets.
  static func positions(of offsets: [Int], in text: [UInt8]) -> [SourcePosition] {
    var position = SourcePosition(line: 1, column: 1)
    var at = 0
    return offsets.map { offset in
      while at < min(offset, text.count) {
        position.advance(over: text[at])
        at += 1
      }
      return position
    }
  }

  private mutating func advance(over byte: UInt8) {
    if byte == UInt8(ascii: "\n") {
      self = SourcePosition(line: line + 1, column: 1)
    } else if byte & 0xC0 != 0x80 {
      column += 1
    }
  }
}
