/// Names that tell things apart and that a model.json may hold, whatever a file calls them.
struct TFLiteNames {
  private var used: Set<String> = []

  /// `wanted` where it serves, or something like it.
  ///
  /// - Parameter fallback: for a name that is empty.
  mutating func unique(_ wanted: String?, fallback: String) -> String {
    let name = Self.printable(wanted ?? "")
    let base = name.isEmpty ? fallback : name
    var candidate = base
    var number = 2
    while !used.insert(candidate).inserted {
      candidate = "\(base)#\(number)"
      number += 1
    }
    return candidate
  }

  /// Without control characters, and short enough to be numbered.
  static func printable(_ name: String) -> String {
    let limit = FileLimits.nameBytes - 16
    var shown = String.UnicodeScalarView()
    for scalar in name.unicodeScalars where scalar.properties.generalCategory != .control {
      shown.append(scalar)
    }
    guard name.utf8.count > limit else { return String(shown) }
    while String(shown).utf8.count > limit - 3 { shown.removeLast() }
    return String(shown) + "…"
  }
}
