import EdgeFormats
import EdgeIR
import EdgeTestSupport
import Testing

@Suite("NPY")
struct NPYTests {
  private static let dtypes: [(String, ElementType)] = [
    ("'|i1'", .int8), ("\"|u1\"", .uint8), ("'<i2'", .int16), ("'<i4'", .int32),
    ("'<f4'", .float32),
  ]

  @Test("comes back as it was written", arguments: UInt8(1)...3, 0..<5)
  func roundTrip(version: UInt8, row: Int) throws {
    var random = SeededGenerator(seed: UInt64(row))
    let (description, element) = Self.dtypes[row]
    for rank in 0...6 {
      let shape = (0..<rank).map { _ in random.int(1...4) }
      let count = shape.reduce(element.bytes, *)
      let data = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      var file = NPYFile(description, shape, data)
      file.version = version
      #expect(
        try NPY.read(file.bytes, file: "x.npy")
          == NPY(element: element, shape: shape, bytes: data))
    }
  }

  @Test(
    "101 is refused",
    arguments: [
      ("'>f4'", "False", "(1,)", 4, "expected one of |i1, |u1, <i2, <i4, <f4, found \">f4\""),
      ("'|O'", "False", "(1,)", 8, "found \"|O\""),
      ("'<f8'", "False", "(1,)", 8, "found \"<f8\""),
      ("[('a', '<f4')]", "False", "(1,)", 4, "header: expected a string, found \"[('a', '\""),
      ("'<f4'", "True", "(1,)", 4, "expected C order, found Fortran order"),
      ("'<f4'", "1", "(1,)", 4, "header: expected True or False"),
      ("'<f4'", "False", "(2,)", 4, "expected 8 bytes of float32 [2], found 4"),
      ("'<f4'", "False", "(1,)", 5, "expected 4 bytes of float32 [1], found 5"),
      ("'<f4'", "False", "(0,)", 0, "found shape [0]"),
      ("'<f4'", "False", "(-1,)", 4, "header: expected an extent"),
      ("'<f4'", "False", "(65536, 65536, 65536, 65536)", 4, "found shape [65536, 65536,"),
      ("'<f4'", "False", "(18446744073709551617,)", 4, "header: expected an extent"),
      ("'<f4'", "False", "(1, 1, 1, 1, 1, 1, 1)", 4, "expected at most 6 extents"),
      ("'<f4'", "False", "(1", 4, "header: expected an extent"),
      ("'<f4'", "False, 'descr': '<f4'", "(1,)", 4, "once each, found \"descr\""),
      ("'<f4'", "False, 'more': 1", "(1,)", 4, "once each, found \"more\""),
      ("'<f4'", "False", "(1,)} + {'x': 1", 4, "and nothing else"),
    ])
  func refusal(
    description: String, order: String, shape: String, bytes: Int, message: String
  ) throws {
    var file = NPYFile(description, shape, Array(repeating: 0, count: bytes))
    file.isFortranOrder = order
    let error = try #require(throws: ImportError.self) {
      try NPY.read(file.bytes, file: "x.npy")
    }
    #expect(error.exitCode == 65)
    #expect(error.description.contains("x.npy: npy: "))
    #expect(error.description.contains(message))
  }

  @Test("101 is refused where its header is longer than the file, or its version is unknown")
  func header() {
    let good = NPYFile("'<f4'", "(1,)", [0, 0, 0, 0])
    for (at, values): (Int, [UInt8]) in [(8, [0xFF, 0xFF]), (6, [0]), (6, [4]), (7, [1])] {
      var bytes = good.bytes
      bytes.replaceSubrange(at..<at + values.count, with: values)
      #expect(throws: ImportError.self) { try NPY.read(bytes, file: "x.npy") }
    }
    for count in good.bytes.indices {
      #expect(throws: ImportError.self) {
        try NPY.read(Array(good.bytes[..<count]), file: "x.npy")
      }
    }
  }

  @Test("never crashes, whatever byte of it is wrong")
  func mutations() {
    var random = SeededGenerator(seed: 1)
    let good = NPYFile("'<i2'", "(2, 3)", Array(repeating: 7, count: 12)).bytes
    var read = 0
    for _ in 0..<2_000 {
      var bytes = good
      bytes[random.int(0...bytes.count - 1)] = UInt8.random(in: 0...255, using: &random)
      guard let array = try? NPY.read(bytes, file: "x.npy") else { continue }
      read += 1
      #expect(array.bytes.count == array.shape.reduce(array.element.bytes, *))
    }
    #expect((1..<2_000).contains(read))
  }
}
