import Foundation

/// `1,234,567`, whatever the locale.
func grouped(_ number: Int) -> String {
  let digits = String(number.magnitude)
  let groups = stride(from: digits.count, to: 0, by: -3).map { end in
    digits.dropLast(digits.count - end).suffix(3)
  }
  return (number < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
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
}
