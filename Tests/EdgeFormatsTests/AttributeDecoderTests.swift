import EdgeFormats
import EdgeIR
import Testing

/// An operator with every kind of attribute there is.
private struct Everything: Operator {
  static let name = "everything"
  static let inputCount = 0...0

  struct Nested: Hashable, Codable { var small: Int8 }
  enum Word: String, Codable { case one, two }

  var flag: Bool
  var count: Int
  var ratio: Float
  var name: String
  var maybe: Int?
  var list: [[Int]]
  var nested: Nested
  var word: Word

  func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] { [] }
  func reference(_ inputs: [FloatTensor]) -> [FloatTensor] { [] }
  func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall] { [] }
}

@Suite("Attributes")
struct AttributeDecoderTests {
  private static let good = """
    {"flag": true, "count": 3, "ratio": 0.1, "name": "n", "list": [[1, 2], []], \
    "nested": {"small": -128}, "word": "two"}
    """

  private func decode(_ text: String) throws -> (operator: (any Operator)?, errors: [JSONError]) {
    AttributeDecoder.decode(Everything.self, from: try JSONParser.parse(Array(text.utf8)))
  }

  @Test("become the properties of the same names")
  func values() throws {
    let expected = Everything(
      flag: true, count: 3, ratio: 0.1, name: "n", list: [[1, 2], []], nested: .init(small: -128),
      word: .two)
    let (op, errors) = try decode(Self.good)
    #expect(op as? Everything == expected)
    #expect(errors.isEmpty)
  }

  @Test("may be absent, or null, only where they are optional")
  func optional() throws {
    let edited = Self.good.replacing("\"count\": 3", with: "\"count\": 3, \"maybe\": 7")
    #expect((try decode(edited).operator as? Everything)?.maybe == 7)
    let null = Self.good.replacing("\"count\": 3", with: "\"count\": 3, \"maybe\": null")
    #expect((try decode(null).operator as? Everything)?.count == 3)
  }

  @Test(
    "are refused at their place",
    arguments: [
      ("\"flag\": true", "\"flag\": 1", "attribute \"flag\": expected true or false, found 1"),
      ("\"count\": 3", "\"count\": 3.5", "attribute \"count\": expected an integer, found 3.5"),
      ("\"count\": 3", "\"count\": null", "attribute \"count\": expected an integer, found null"),
      ("\"count\": 3, ", "", "expected attribute \"count\", found none; add it"),
      ("0.1", "\"0.1\"", "attribute \"ratio\": expected a number, found \"0.1\""),
      ("\"n\"", "[]", "attribute \"name\": expected a string, found an array of 0"),
      ("[1, 2]", "[1, {}]", "attribute \"list[0][1]\": expected an integer, found an object"),
      ("-128", "-129", "attribute \"nested.small\": expected an integer of -128 to 127"),
      ("\"small\": -128", "", "attribute \"nested\": expected attribute \"small\", found none"),
      ("-128", "-128, \"big\": 1", "everything has no attribute \"big\"; remove it"),
      ("\"two\"}", "\"two\", \"more\": 1}", "everything has no attribute \"more\"; remove it"),
      ("\"two\"", "\"six\"", "attribute \"word\": "),
    ])
  func refusal(old: String, new: String, message: String) throws {
    #expect(Self.good.contains(old))
    let (op, errors) = try decode(Self.good.replacing(old, with: new))
    #expect(op == nil)
    #expect(errors.count == 1)
    #expect(errors.first?.message.hasPrefix(message) == true)
  }

  @Test("are all refused where they do not exist")
  func empty() throws {
    struct Empty: Operator {
      static let name = "empty"
      static let inputCount = 0...0
      func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] { [] }
      func reference(_ inputs: [FloatTensor]) -> [FloatTensor] { [] }
      func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall] {
        []
      }
    }
    let value = try JSONParser.parse(Array("{\"a\": 1, \"b\": 2}".utf8))
    #expect(AttributeDecoder.decode(Empty.self, from: value).errors.count == 2)
  }
}
