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
      guard scalar.properties.generalCategory == .control else { return String(scalar) }
      let digits = String(scalar.value, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
}
