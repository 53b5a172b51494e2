import EdgeTestSupport

/// Changes a text as its grammar has it: values in quotes, numbers, and lists of them in brackets,
/// of JSON, of a `.npy` file's header, and lines of tables.
struct TextMutation {
  private enum Kind { case number, string, word, list, object, line }

  private struct Value {
    var kind: Kind
    var range: Range<Int>
    /// With the name before it, where it has one.
    var named: Range<Int>
  }

  private let text: [UInt8]
  private var values: [Value] = []

  init(_ text: [UInt8]) {
    self.text = text
    scan()
    var start = 0
    for end in text.indices where text[end] == UInt8(ascii: "\n") {
      add(.line, start..<end + 1, key: nil)
      start = end + 1
    }
  }

  func mutated(_ random: inout SeededGenerator) -> [UInt8] {
    guard !values.isEmpty else { return text }
    let value = values[random.int(0...values.count - 1)]
    let alike = values.filter { $0.kind == value.kind }
    let other = alike[random.int(0...alike.count - 1)]
    let choice = random.int(0...6)
    switch (choice, value.kind) {
    case (0...2, .number), (0, .word): return replacing(value.range, by: number(value, &random))
    case (0...2, _): return replacing(value.range, by: text[other.range])
    case (3, _): return swapping(value, other)
    case (4, _): return removing(value)
    case (5, _): return inserting(value, before: value)
    default: return inserting(value, before: other)
    }
  }

  // MARK: Changes

  private func replacing(_ range: Range<Int>, by new: some Sequence<UInt8>) -> [UInt8] {
    Array(text[..<range.lowerBound]) + new + text[range.upperBound...]
  }

  private func swapping(_ one: Value, _ other: Value) -> [UInt8] {
    let (first, second) =
      one.range.lowerBound < other.range.lowerBound
      ? (one.range, other.range) : (other.range, one.range)
    guard first.upperBound <= second.lowerBound else { return replacing(first, by: text[second]) }
    let between = text[first.upperBound..<second.lowerBound]
    return Array(text[..<first.lowerBound]) + text[second] + between + text[first]
      + text[second.upperBound...]
  }

  /// With a comma, before or behind it.
  private func removing(_ value: Value) -> [UInt8] {
    var (start, end) = (value.named.lowerBound, value.named.upperBound)
    if value.kind != .line {
      if end < text.count, text[end] == UInt8(ascii: ",") {
        end += 1
      } else if let comma = text[..<start].lastIndex(where: { $0 != UInt8(ascii: " ") }),
        text[comma] == UInt8(ascii: ",")
      {
        start = comma
      }
    }
    return replacing(start..<end, by: [])
  }

  private func inserting(_ value: Value, before other: Value) -> [UInt8] {
    let at = other.named.lowerBound
    let separator = value.kind == .line ? [] : [UInt8(ascii: ",")]
    return replacing(at..<at, by: Array(text[value.named]) + separator)
  }

  private func number(_ value: Value, _ random: inout SeededGenerator) -> [UInt8] {
    let found = Int(String(decoding: text[value.range], as: UTF8.self)) ?? 0
    let near = [found &+ 1, found &- 1, found &* 2, found / 2, 0 &- found, found &+ 64]
    let known = [0, 1, 2, 3, 255, 1 << 16, 1 << 24, 1 << 31, 1 << 40, 1 << 53, .max, .min]
    let real = ["0.5", "-0.0", "1e-40", "1e38", "1e999", "1e2", "00", "true", "null", "\"1\""]
    let small = String(random.int(0...16))
    switch random.int(0...7) {
    case 0: return Array(real[random.int(0...real.count - 1)].utf8)
    case 1: return Array(String(known[random.int(0...known.count - 1)]).utf8)
    case 2...4: return Array(String(near[random.int(0...near.count - 1)]).utf8)
    default: return Array(small.utf8)
    }
  }

  // MARK: Scanning

  private mutating func add(_ kind: Kind, _ range: Range<Int>, key: Int?) {
    let named = (key ?? range.lowerBound)..<range.upperBound
    values.append(Value(kind: kind, range: range, named: named))
  }

  /// Values where they end; brackets that do not match hold none.
  private mutating func scan() {
    var open: [(start: Int, key: Int?)] = []
    var (index, key): (Int, Int?) = (0, nil)
    while index < text.count {
      let start = index
      index += 1
      switch text[start] {
      case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "("):
        open.append((start, key))
        key = nil
      case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ")"):
        guard let opened = open.popLast() else { continue }
        let isObject = text[start] == UInt8(ascii: "}")
        add(isObject ? .object : .list, opened.start..<index, key: opened.key)
        key = nil
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        while index < text.count, text[index] != text[start] { index += 1 }
        index = min(index + 1, text.count)
        add(.string, start..<index, key: key)
        key = nil
      case UInt8(ascii: ":"): key = values.last?.range.lowerBound
      case UInt8(ascii: ","): key = nil
      case let byte where Self.isPart(byte):
        while index < text.count, Self.isPart(text[index]) { index += 1 }
        let isNumber = byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte)
        add(isNumber ? .number : .word, start..<index, key: key)
        key = nil
      default: continue
      }
    }
  }

  /// Of a number or a word.
  private static func isPart(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    default: [0x2b, 0x2d, 0x2e, 0x5f].contains(byte)
    }
  }
}
