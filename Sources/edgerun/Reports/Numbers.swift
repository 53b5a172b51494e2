import Foundation

/// `1,234,567`, whatever the locale.
func grouped(_ number: Int) -> String {
  let digits = String(number.magnitude)
  let groups = stride(from: digits.count, to: 0, by: -3).map { end in
    digits.dropLast(digits.count - end).suffix(3)
  }
  return (number < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
}

/// `1 step`, `2 steps`.
func counted(_ number: Int, _ noun: String) -> String {
  "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
}

/// Entries side by side in lines of 96 characters, one below the other.
func columns(_ entries: [String]) -> [String] {
  let width = (entries.map(\.count).max() ?? 0) + 2
  let count = max(1, 96 / width)
  return stride(from: 0, to: entries.count, by: count).map { first in
    let row = entries[first..<min(first + count, entries.count)]
    return row.dropLast().map { $0.padded(to: width) }.joined() + (row.last ?? "")
  }
}

/// A real with so many digits behind the point.
func fixed(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

extension Duration {
  var microseconds: Double { self / .microseconds(1) }
}

extension String {
  /// At least `width` characters, filled up on the right.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// At least `width` characters, filled up on the left.
  func rightAligned(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }

  /// At most 24 characters: the end of a long name tells more than its beginning.
  var shortened: String { count <= 24 ? self : "…" + suffix(23) }
}
