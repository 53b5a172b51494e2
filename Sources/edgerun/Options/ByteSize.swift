import ArgumentParser

/// A number of bytes as people write it: `65536`, `64K`, `64KiB`, `1M`.
struct ByteSize: ExpressibleByArgument {
  var bytes: Int

  private static let units: [(suffix: String, bytes: Int)] = [
    ("KiB", 1024), ("MiB", 1 << 20), ("GiB", 1 << 30), ("K", 1024), ("M", 1 << 20), ("G", 1 << 30),
  ]

  init?(argument: String) {
    let unit = Self.units.first { argument.hasSuffix($0.suffix) }
    let digits = argument.dropLast(unit?.suffix.count ?? 0)
    guard !digits.isEmpty, digits.allSatisfy({ ("0"..."9").contains($0) }),
      let count = Int(digits)
    else { return nil }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: unit?.bytes ?? 1)
    guard !overflow else { return nil }
    self.bytes = bytes
  }
}
