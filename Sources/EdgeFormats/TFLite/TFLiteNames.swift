/// Names that tell things apart and that a model.json may hold, whatever a file calls them.
struct TFLiteNames {
  private var used: Set<String> = []
  /// By name that is taken, the number to try next.
  private var numbers: [String: Int] = [:]

  /// `wanted` where it serves, or something like it.
  ///
  /// - Parameter fallback: for a name that is empty.
  mutating func unique(_ wanted: String?, fallback: String) -> String {
    let name = Self.printable(wanted ?? "")
    let base = name.isEmpty ? fallback : name
    var candidate = base
    while !used.insert(candidate).inserted {
      let number = numbers[base, default: 2]
      candidate = "\(Self.shortened(base))#\(number)"
      numbers[base] = number + 1
    }
    return candidate
  }

  /// Without control characters, and not too long.
  static func printable(_ name: String) -> String {
    let isPlain = name.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
    let shown =
      isPlain
      ? name
      : String(
        String.UnicodeScalarView(
          name.unicodeScalars.filter { $0.properties.generalCategory != .control }))
    return shown.utf8.count > FileLimits.nameBytes ? shortened(shown) : shown
  }

  /// With room for a number behind it.
  private static func shortened(_ name: String) -> String {
    let limit = FileLimits.nameBytes - 16
    guard name.utf8.count > limit else { return name }
    var (shown, count) = (String.UnicodeScalarView(), 0)
    for scalar in name.unicodeScalars {
      count += UTF8.width(scalar)
      guard count <= limit else { break }
      shown.append(scalar)
    }
    return String(shown) + "…"
  }
}
