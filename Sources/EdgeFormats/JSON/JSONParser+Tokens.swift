extension JSONParser {
  var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

  func error(_ message: String) -> JSONError { JSONError(offset: at, message: message) }

  func unexpected(_ expected: String) -> JSONError {
    error("expected \(expected), found \(found)")
  }

  private var found: String {
    guard let byte = peek else { return "the end of the text" }
    let word = bytes[at...].prefix(8).prefix { $0 > 0x20 && $0 < 0x7F }
    return word.isEmpty
      ? "byte 0x" + String(byte, radix: 16) : String(decoding: word, as: UTF8.self)
  }

  mutating func skipWhitespace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
  }

  mutating func takeByte(_ expected: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: expected) else { return false }
    at += 1
    return true
  }

  mutating func take(_ literal: StaticString) -> Bool {
    let matches = literal.withUTF8Buffer { bytes[at...].starts(with: $0) }
    if matches { at += literal.utf8CodeUnitCount }
    return matches
  }

  mutating func parseNumber() throws(JSONError) -> String {
    let start = at
    _ = takeByte("-")
    if !takeByte("0") { try takeDigits() }
    if takeByte(".") { try takeDigits() }
    if takeByte("e") || takeByte("E") {
      if !takeByte("+") { _ = takeByte("-") }
      try takeDigits()
    }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    guard Double(text)?.isFinite == true else {
      throw JSONError(offset: start, message: "expected a number, found one too large for any type")
    }
    return text
  }

  private mutating func takeDigits() throws(JSONError) {
    let start = at
    while let byte = peek, byte >= 0x30, byte <= 0x39 { at += 1 }
    guard at > start else { throw unexpected("a digit") }
  }

  /// A string's value; `at` is on the opening quote.
  mutating func parseString() throws(JSONError) -> String {
    let quote = at
    at += 1
    let start = at
    var decoded: [UInt8]?
    while let byte = peek, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw unexpected("no control character in a string") }
      if byte == UInt8(ascii: "\\") {
        if decoded == nil { decoded = Array(bytes[start..<at]) }
        if let encoded = UTF8.encode(try parseEscape()) { decoded?.append(contentsOf: encoded) }
      } else {
        decoded?.append(byte)
        at += 1
      }
    }
    let end = at
    guard takeByte("\"") else { throw unexpected("the closing quote of a string") }
    let text =
      decoded.map { String(validating: $0, as: UTF8.self) }
      ?? String(validating: bytes[start..<end], as: UTF8.self)
    guard let text else {
      throw JSONError(offset: quote, message: "expected a string in UTF-8, found other bytes")
    }
    return text
  }

  /// The character of an escape; `at` is on the backslash.
  private mutating func parseEscape() throws(JSONError) -> Unicode.Scalar {
    let escape = at
    at += 1
    let scalar: Unicode.Scalar
    switch peek {
    case UInt8(ascii: "\""): scalar = "\""
    case UInt8(ascii: "\\"): scalar = "\\"
    case UInt8(ascii: "/"): scalar = "/"
    case UInt8(ascii: "b"): scalar = "\u{8}"
    case UInt8(ascii: "f"): scalar = "\u{C}"
    case UInt8(ascii: "n"): scalar = "\n"
    case UInt8(ascii: "r"): scalar = "\r"
    case UInt8(ascii: "t"): scalar = "\t"
    case UInt8(ascii: "u"): return try parseUnicodeEscape(from: escape)
    default: throw unexpected("an escape of JSON")
    }
    at += 1
    return scalar
  }

  private mutating func parseUnicodeEscape(from escape: Int) throws(JSONError) -> Unicode.Scalar {
    at += 1
    let unit = try parseHexUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    if UTF16.isLeadSurrogate(unit), take("\\u") {
      let trail = try parseHexUnit()
      let code = 0x10000 + UInt32(unit & 0x3FF) << 10 + UInt32(trail & 0x3FF)
      if UTF16.isTrailSurrogate(trail), let scalar = Unicode.Scalar(code) { return scalar }
    }
    throw JSONError(
      offset: escape, message: "expected a pair of surrogates, found one alone; it is no character")
  }

  private mutating func parseHexUnit() throws(JSONError) -> UInt16 {
    guard at + 4 <= bytes.count else { throw unexpected("four hexadecimal digits") }
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(bytes[at])).hexDigitValue else {
        throw unexpected("four hexadecimal digits")
      }
      unit = unit << 4 | UInt16(digit)
      at += 1
    }
    return unit
  }
}
