extension String {
  /// This string as a JSON string.
  var jsonQuoted: String {
    var text = "\""
    for scalar in unicodeScalars { text += Self.escaped(scalar) }
    return text + "\""
  }

  /// This string, of a file nobody vouches for, as a message may show it: short, in quotes, no
  /// control characters.
  var excerpt: String {
    let shown = String(String.UnicodeScalarView(unicodeScalars.prefix(64)))
    return shown.jsonQuoted + (unicodeScalars.count > 64 ? "…" : "")
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\t": return "\\t"
    default:
      guard scalar.isControl else { return String(scalar) }
      let digits = String(scalar.value, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
}

extension StringProtocol {
  /// Whether a character of it is a control character.
  var hasControlCharacters: Bool {
    let mayHave = utf8.contains { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 }
    return mayHave && unicodeScalars.contains(where: \.isControl)
  }
}

extension Unicode.Scalar {
  /// Whether it is of the general category Cc, which moves a terminal's cursor or worse.
  var isControl: Bool { value < 0x20 || (0x7F..<0xA0).contains(value) }
}
