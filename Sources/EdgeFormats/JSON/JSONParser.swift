/// A strict reader of RFC 8259 texts.
///
/// Stricter than most: no byte order mark, no duplicate key, no lone surrogate, no number beyond a
/// double, and the bounds of `FileLimits`.
///
/// - Complexity: linear in the text, whatever is in it.
package struct JSONParser {
  let bytes: [UInt8]
  var at = 0
  private var valueCount = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    var parser = JSONParser(bytes)
    return try parser.parseText()
  }

  private mutating func parseText() throws(JSONError) -> JSONValue {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw error("expected JSON, found a byte order mark; save as UTF-8 without one")
    }
    skipWhitespace()
    let value = try parseValue(depth: 1)
    skipWhitespace()
    guard at == bytes.count else { throw unexpected("the end of the text") }
    return value
  }

  private mutating func parseValue(depth: Int) throws(JSONError) -> JSONValue {
    valueCount += 1
    guard valueCount <= FileLimits.jsonValues else {
      throw error("expected at most \(FileLimits.jsonValues) values in one text, found more")
    }
    guard depth <= FileLimits.jsonDepth else {
      throw error("expected at most \(FileLimits.jsonDepth) levels of nesting, found more")
    }
    let start = at
    return JSONValue(content: try parseContent(depth: depth), offset: start)
  }

  private mutating func parseContent(depth: Int) throws(JSONError) -> JSONValue.Content {
    guard let byte = peek else { throw unexpected("a value") }
    switch byte {
    case UInt8(ascii: "{"): return .object(try parseObject(depth: depth))
    case UInt8(ascii: "["): return .array(try parseArray(depth: depth))
    case UInt8(ascii: "\""): return .string(try parseString())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try parseNumber())
    case UInt8(ascii: "t") where take("true"): return .boolean(true)
    case UInt8(ascii: "f") where take("false"): return .boolean(false)
    case UInt8(ascii: "n") where take("null"): return .null
    default: throw unexpected("a value")
    }
  }

  private mutating func parseArray(depth: Int) throws(JSONError) -> [JSONValue] {
    at += 1
    var elements: [JSONValue] = []
    skipWhitespace()
    if takeByte("]") { return elements }
    while true {
      try checkCount(elements.count)
      skipWhitespace()
      elements.append(try parseValue(depth: depth + 1))
      skipWhitespace()
      if takeByte("]") { return elements }
      guard takeByte(",") else { throw unexpected("\",\" or \"]\"") }
    }
  }

  private mutating func parseObject(depth: Int) throws(JSONError) -> JSONObject {
    at += 1
    var members: [JSONObject.Member] = []
    var keys = KeySet()
    skipWhitespace()
    if takeByte("}") { return JSONObject(members: members) }
    while true {
      try checkCount(members.count)
      let (key, keyOffset) = try parseKey()
      guard keys.insert(key, after: members) else {
        throw JSONError(
          offset: keyOffset, message: "expected every key once, found \(key.excerpt) again")
      }
      let value = try parseValue(depth: depth + 1)
      members.append(.init(key: key, keyOffset: keyOffset, value: value))
      skipWhitespace()
      if takeByte("}") { return JSONObject(members: members) }
      guard takeByte(",") else { throw unexpected("\",\" or \"}\"") }
    }
  }

  private mutating func parseKey() throws(JSONError) -> (key: String, offset: Int) {
    skipWhitespace()
    let offset = at
    guard peek == UInt8(ascii: "\"") else { throw unexpected("a key in quotes") }
    let key = try parseString()
    skipWhitespace()
    guard takeByte(":") else { throw unexpected("\":\"") }
    skipWhitespace()
    return (key, offset)
  }

  private func checkCount(_ count: Int) throws(JSONError) {
    guard count < FileLimits.jsonElements else {
      throw error("expected at most \(FileLimits.jsonElements) elements in one list, found more")
    }
  }
}

/// The keys of one object: compared one by one while they are few, hashed from then on.
private struct KeySet {
  private var hashed: Set<String> = []

  /// Whether `key` is none of the keys of `members`.
  mutating func insert(_ key: String, after members: [JSONObject.Member]) -> Bool {
    guard members.count >= 16 else { return !members.contains { $0.key == key } }
    if hashed.isEmpty { hashed = Set(members.map(\.key)) }
    return hashed.insert(key).inserted
  }
}
