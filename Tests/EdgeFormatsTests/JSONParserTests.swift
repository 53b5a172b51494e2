import EdgeFormats
import EdgeTestSupport
import Testing

@Suite("JSON")
struct JSONParserTests {
  private func parse(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

  @Test("keeps a number's text and rounds it once")
  func numbers() throws {
    // Just above the middle of two floats; a double in between would lie on it, and go down.
    let value = try parse("1.00000005960464477539062501")
    #expect(try value.float.get() == Float(1).nextUp)
    #expect(try parse("0.1").float.get() == 0.1)
    #expect(try parse("-0").float.get().sign == .minus)
    #expect(try parse("-9223372036854775808").integer.get() == Int.min)
  }

  @Test("takes only plain digits for an integer", arguments: ["1.0", "1e3", "-0", "\"1\"", "true"])
  func integers(text: String) throws {
    let value = try parse(text)
    #expect(throws: JSONError.self) { try value.integer.get() }
  }

  @Test(
    "is refused where RFC 8259 does not allow it",
    arguments: [
      "", "{", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "'a'", "01", "1.",
      ".5",
      "+1", "1e", "1e+", "-", "0x1", "tru", "nul", "[1 2]", "\"", "\"\\x\"", "\"\\u12\"",
      "\"\\u12g4\"", "\"\t\"", "\u{A0}1", "[1]]", "1 1", "--1", "\"\\\"",
    ])
  func malformed(text: String) {
    #expect(throws: JSONError.self) { try parse(text) }
  }

  @Test("decodes every escape")
  func escapes() throws {
    let text = try parse(#""\"\\\/\b\f\n\r\t\u00e9\uD83D\ude00é😀""#).string.get()
    #expect(text == "\"\\/\u{8}\u{C}\n\r\té😀é😀")
  }

  @Test("finds a key again however many an object has")
  func duplicateKeys() throws {
    for count in [1, 15, 16, 17, 40] {
      let keys = (0..<count).map { "\"k\($0)\": 0" }.joined(separator: ",")
      #expect(throws: Never.self) { try parse("{\(keys)}") }
      for again in [0, count - 1] {
        #expect(throws: JSONError.self) { try parse("{\(keys), \"k\(again)\": 0}") }
      }
      #expect(throws: JSONError.self) { try parse("{\(keys), \"\\u006b0\": 0}") }
    }
  }

  @Test("nests 64 levels and no more")
  func depth() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(throws: Never.self) { try parse(nested(64)) }
    #expect(throws: JSONError.self) { try parse(nested(65)) }
  }

  @Test("counts columns in characters as they are encoded, not in bytes")
  func positions() throws {
    let text = "{\n  \"é😀\": [1, x]}"
    let error = try #require(throws: ImportError.self) { try SmallModel.read(Array(text.utf8)) }
    #expect(error.description == "error: model.json:2:13: expected a value, found x]}")
  }

  @Test("agrees with Swift on any float", arguments: 0..<4)
  func floats(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let bits = UInt32.random(in: 0...UInt32.max, using: &random)
      let float = Float(bitPattern: bits)
      guard float.isFinite else { continue }
      #expect(try parse("\(float)").float.get().bitPattern == bits)
    }
  }
}
