/// Reads the header of an .npy file: a Python dictionary of three known keys, in any order.
struct NPYHeader {
  struct Fields {
    var description: String
    var isFortranOrder: Bool
    var shape: [Int]
  }

  private let bytes: ArraySlice<UInt8>
  private var at: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    at = bytes.startIndex
  }

  mutating func parse() throws(NPYError) -> Fields {
    var description: String?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try expect("{")
    while !take("}") {
      let key = try string()
      try expect(":")
      switch key {
      case "descr" where description == nil: description = try string()
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try boolean()
      case "shape" where shape == nil: shape = try tuple()
      default:
        throw NPYError(
          "header: expected descr, fortran_order and shape once each, "
            + "found \(key.excerpt)")
      }
      if !take(",") {
        try expect("}")
        break
      }
    }
    skipSpaces()
    guard at == bytes.endIndex, let description, let isFortranOrder, let shape else {
      throw NPYError("header: expected descr, fortran_order and shape, and nothing else")
    }
    return Fields(description: description, isFortranOrder: isFortranOrder, shape: shape)
  }

  private mutating func skipSpaces() {
    while at < bytes.endIndex, bytes[at] == 0x20 || bytes[at] == 0x0A { at += 1 }
  }

  private mutating func take(_ token: String) -> Bool {
    skipSpaces()
    guard bytes[at...].starts(with: token.utf8) else { return false }
    at += token.utf8.count
    return true
  }

  private mutating func expect(_ token: String) throws(NPYError) {
    guard take(token) else { throw unexpected("\"\(token)\"") }
  }

  private func unexpected(_ expected: String) -> NPYError {
    let found = String(decoding: bytes[at...].prefix(8), as: UTF8.self)
    return NPYError("header: expected \(expected), found \(found.excerpt)")
  }

  /// A string without escapes, in either kind of quotes.
  private mutating func string() throws(NPYError) -> String {
    skipSpaces()
    for quote in ["'", "\""] where take(quote) {
      let start = at
      while at < bytes.endIndex, (0x20..<0x7F).contains(bytes[at]), bytes[at] != quote.utf8.first,
        bytes[at] != UInt8(ascii: "\\")
      {
        at += 1
      }
      let text = String(decoding: bytes[start..<at], as: UTF8.self)
      guard bytes[at...].starts(with: quote.utf8) else { throw unexpected("the closing quote") }
      at += 1
      return text
    }
    throw unexpected("a string")
  }

  private mutating func boolean() throws(NPYError) -> Bool {
    if take("True") { return true }
    guard take("False") else { throw unexpected("True or False") }
    return false
  }

  private mutating func tuple() throws(NPYError) -> [Int] {
    var values: [Int] = []
    try expect("(")
    while !take(")") {
      values.append(try integer())
      if !take(",") {
        try expect(")")
        break
      }
    }
    return values
  }

  private mutating func integer() throws(NPYError) -> Int {
    skipSpaces()
    let digits = bytes[at...].prefix { (0x30...0x39).contains($0) }
    guard let value = Int(String(decoding: digits, as: UTF8.self)) else {
      throw unexpected("an extent of 0 to \(Int.max)")
    }
    at += digits.count
    return value
  }
}
