import EdgeFormats
import Testing

/// A safetensors file that must be refused, by its number in the corpus of bad inputs.
struct BadSafetensors: CustomTestStringConvertible {
  var testDescription: String
  var bytes: [UInt8]
  var message: String

  init(_ name: String, _ bytes: [UInt8], _ message: String) {
    testDescription = name
    self.bytes = bytes
    self.message = message
  }

  /// A file with this header and this many bytes of data.
  init(_ name: String, header: String, data: Int, _ message: String) {
    self.init(name, Self.length(header.utf8.count) + header.utf8 + Self.zeros(data), message)
  }

  init(_ name: String, tensor: String, data: Int, _ message: String) {
    self.init(name, header: "{\"a\":\(tensor)}", data: data, message)
  }

  static func length(_ value: Int) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  static func zeros(_ count: Int) -> [UInt8] { Array(repeating: 0, count: count) }

  static let prologues: [BadSafetensors] = [
    .init("61 7 bytes", zeros(7), "expected a safetensors header length of 8 bytes, found 7"),
    .init("61 0 bytes", [], "expected a safetensors header length of 8 bytes, found 0"),
    .init("62 header of 0 bytes", zeros(8), "expected a header that begins with \"{\""),
    .init("63 header cut short", length(9) + zeros(8), "expected a header of 9 bytes, found 8"),
    .init(
      "64 header of 2^64 - 1 bytes", Array(repeating: 0xFF, count: 64),
      "at most 100000000 bytes, found 18446744073709551615"),
    .init(
      "65 header of 100,000,001 bytes", length(100_000_001) + zeros(8),
      "at most 100000000 bytes, found 100000001"),
    .init("66 header is an array", header: "[]", data: 0, "begins with \"{\""),
    .init("66 header begins with a space", header: " {}", data: 0, "begins with \"{\""),
    .init(
      "67 header not UTF-8", length(8) + Array("{\"".utf8) + [0xFF, 0xFE] + Array("\":1}".utf8),
      "header: expected a string in UTF-8"),
    .init("header cut inside", header: "{\"a\":", data: 0, "header: expected a value"),
  ]

  static let tables: [BadSafetensors] = [
    .init(
      "68 one name, two types",
      header: """
        {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},\
        "a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}
        """, data: 4, "found \"a\" again"),
    .init(
      "69 overlap",
      header: """
        {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},\
        "b":{"dtype":"U8","shape":[4],"data_offsets":[3,7]}}
        """, data: 7, "tensor \"b\": expected to begin at byte 4, found 3"),
    .init(
      "70 hole",
      header: """
        {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},\
        "b":{"dtype":"U8","shape":[4],"data_offsets":[5,9]}}
        """, data: 9, "tensor \"b\": expected to begin at byte 4, found 5; before it lies a hole"),
    .init(
      "70 tail", tensor: "{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}", data: 5,
      "expected 4 bytes after the header, found 5"),
    .init(
      "57 offsets beyond the end",
      tensor: "{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}", data: 3,
      "expected 4 bytes after the header, found 3"),
    .init(
      "57 offsets of 2^64",
      tensor: """
        {"dtype":"U8","shape":[4],"data_offsets":[18446744073709551612,18446744073709551616]}
        """, data: 4, "data_offsets: expected an integer of 0 to"),
    .init(
      "71 end before begin", tensor: "{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[4,0]}",
      data: 4, "expected data_offsets [begin, end], found [4, 0]"),
    .init(
      "71 negative offset", tensor: "{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[-4,0]}",
      data: 4, "tensor \"a\": data_offsets: expected an integer of 0 to"),
    .init(
      "71 float offset", tensor: "{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0.0,4]}",
      data: 4, "tensor \"a\": data_offsets: expected an integer, found 0.0"),
    .init(
      "71 three offsets", tensor: "{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4,4]}",
      data: 4, "expected data_offsets [begin, end], found [0, 4, 4]"),
    .init(
      "72 length", tensor: "{\"dtype\":\"I32\",\"shape\":[4],\"data_offsets\":[0,4]}", data: 4,
      "tensor \"a\": expected 16 bytes for int32 [4], found 4"),
    .init(
      "73 product overflows",
      tensor: """
        {"dtype":"U8","shape":[4194305,4194305,211106198978564],"data_offsets":[0,4]}
        """, data: 4, "expected extents of 1 to 16777216"),
    .init(
      "74 no elements",
      header: """
        {"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},\
        "b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}
        """, data: 4, "tensor \"a\": expected extents of 1 to 16777216"),
    .init(
      "75 metadata that is no text", header: "{\"__metadata__\":{\"k\":1}}", data: 0,
      "__metadata__: \"k\": expected a string, found 1"),
    .init(
      "75 metadata that is no object", header: "{\"__metadata__\":\"k\"}", data: 0,
      "__metadata__: expected an object"),
    .init(
      "76 other dtype", tensor: "{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}",
      data: 4, "tensor \"a\": dtype: expected one of I8, U8, I16, I32, I64, F32, BOOL"),
    .init(
      "unknown key",
      tensor: """
        {"dtype":"U8","shape":[4],"data_offsets":[0,4],"x":1}
        """, data: 4, "found key \"x\""),
  ]
}

@Suite("Bad safetensors")
struct BadSafetensorsTests {
  @Test("are refused", arguments: BadSafetensors.prologues + BadSafetensors.tables)
  func refusal(bad: BadSafetensors) throws {
    let error = try #require(throws: ImportError.self) {
      try Safetensors.read(bad.bytes, file: "weights.safetensors")
    }
    #expect(error.exitCode == 65)
    #expect(error.description.contains(bad.message))
  }

  @Test("are refused when they end at any byte")
  func truncation() {
    let bytes = SmallModel.weights.encoded
    for count in bytes.indices {
      #expect(throws: ImportError.self) {
        try Safetensors.read(Array(bytes[..<count]), file: "weights.safetensors")
      }
    }
  }
}
