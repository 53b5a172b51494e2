import Foundation

/// One object on standard output, keys sorted.
enum JSONReport {
  static func text(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value) + Data("\n".utf8)
  }

  static func print(_ value: some Encodable) throws {
    try Console.write(try text(value))
  }
}
