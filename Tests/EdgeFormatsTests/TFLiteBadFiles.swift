import EdgeFormats
import Testing

/// A .tflite file that must be refused, by its number in the corpus of bad inputs.
struct BadTFLite: CustomTestStringConvertible {
  var testDescription: String
  var bytes: [UInt8]
  var kind: Diagnostic.Kind
  /// Part of one of the errors' descriptions.
  var message: String

  init(
    _ name: String, bytes: [UInt8], _ message: String, _ kind: Diagnostic.Kind = .malformed
  ) {
    testDescription = name
    self.bytes = bytes
    self.kind = kind
    self.message = message
  }

  /// A good file but for one edit of what it says.
  init(
    _ name: String, _ message: String, _ kind: Diagnostic.Kind = .malformed,
    edit: (inout SmallTFLite) -> Void
  ) {
    var small = SmallTFLite()
    edit(&small)
    self.init(name, bytes: small.file.bytes, message, kind)
  }

  /// A good file but for one edit of its bytes.
  init(patched name: String, _ message: String, patch: (inout [UInt8], FlatFile) -> Void) {
    let file = SmallTFLite().file
    var bytes = file.bytes
    patch(&bytes, file)
    self.init(name, bytes: bytes, message)
  }
}

extension BadTFLite {
  static let all = encodings + structures + values + plans

  /// Bytes that are no FlatBuffers file.
  static let encodings: [BadTFLite] = [
    BadTFLite("77 no bytes", bytes: [], "found an empty file"),
    BadTFLite(
      "78 eight bytes", bytes: [0x18, 0, 0, 0, 0x54, 0x46, 0x4C, 0x33],
      "byte 0: root table: expected an offset into the file's 8 bytes, found 24"),
    BadTFLite("79 identifier TFL2", "expected the identifier \"TFL3\", found \"TFL2\"") {
      $0.identifier = "TFL2"
    },
    BadTFLite("79 identifier ONNX", "expected a model") { $0.identifier = "ONNX" },
    BadTFLite(
      "79 size in front", bytes: [0, 16, 0, 0] + SmallTFLite().file.bytes,
      "byte 8: expected the identifier TFL3 at byte 4; remove the size in front"),
    BadTFLite(patched: "80 root 0x7fffffff", "root table: expected an offset") { bytes, _ in
      bytes.replaceSubrange(0..<4, with: [0xFF, 0xFF, 0xFF, 0x7F])
    },
    BadTFLite(patched: "81 vtable before the start", "expected a vtable at an even address") {
      bytes, _ in
      let root = Int(bytes[0])
      bytes.replaceSubrange(root..<root + 4, with: [0, 0, 0, 0x70])
    },
    BadTFLite(patched: "81 odd vtable size", "root table: expected an even vtable size") {
      bytes, file in
      bytes[file.vtables[0]] += 1
    },
    BadTFLite(patched: "81 vtable beyond the end", "expected an even vtable size that fits") {
      bytes, file in
      bytes[file.vtables[0] + 1] = 0xFE
    },
    BadTFLite(patched: "81 table size", "root table: expected a table size that fits") {
      bytes, file in
      bytes[file.vtables[0] + 3] = 0xFF
    },
    BadTFLite(patched: "81 field beyond its table", "field 0: expected a place in its table") {
      bytes, file in
      bytes[file.vtables[0] + 4] = 0xF0
    },
    BadTFLite(patched: "82 vector length 0xffffffff", "as the file has room for, found 4294967295")
    {
      bytes, file in
      bytes.replaceSubrange(file.vectors[0]..<file.vectors[0] + 4, with: [255, 255, 255, 255])
    },
    BadTFLite(patched: "83 string not terminated", "name: expected a terminating 0") {
      bytes, file in
      bytes[file.strings[0] + 4 + "image".utf8.count] = 0x21
    },
    BadTFLite(patched: "89 misaligned vector", "expected an address that is a multiple of 4") {
      bytes, _ in
      let location = Int(bytes[0]) + 8 + 8
      bytes[location] += 1
    },
  ]

  /// Tables that make no model.
  static let structures: [BadTFLite] = [
    BadTFLite("version 2", "expected schema version 3, found 2") { $0.version = 2 },
    BadTFLite("84 no subgraphs", "expected a subgraph, found none") { $0.leftOut = [2] },
    BadTFLite("84 second subgraph", "computes one subgraph, found 2", .unsupported) {
      $0.otherSubgraphs = [[4: .string("body")]]
    },
    BadTFLite("84 WHILE that calls itself", "edgerun has no WHILE", .unsupported) {
      $0.codes[4] = SmallTFLite.code(119)
      $0.operators[4] = SmallTFLite.op(4, [7], [8], 93, [0: .int32(0), 1: .int32(0)])
    },
    BadTFLite("no operator codes", "operator 4: byte") { $0.leftOut = [1] },
    BadTFLite("85 operator code 77", "expected one of 5 operator codes, found 77") {
      $0.operators[2][0] = .uint32(77)
    },
    BadTFLite("86 required input -1", "input 1: expected a tensor, found none") {
      $0.operators[0][1] = .int32s([0, -1, 2])
    },
    BadTFLite("86 input 999", "inputs: expected one of 9 tensors, found index 999") {
      $0.operators[0][1] = .int32s([999, 1, 2])
    },
    BadTFLite("86 output 999", "outputs: expected one of 9 tensors, found index 999") {
      $0.operators[0][2] = .int32s([999])
    },
    BadTFLite("86 output -1", "outputs: expected one of 9 tensors, found index -1") {
      $0.operators[4][2] = .int32s([-1])
    },
    BadTFLite("86 input of the subgraph", "subgraph inputs: expected one of 9 tensors") {
      $0.inputs = [-1]
    },
    BadTFLite("87 buffer 999", "tensor 1 \"w\": byte") { $0.tensors[1][2] = .uint32(999) },
    BadTFLite("87 no buffers", "expected one of 0 buffers, found 0") { $0.leftOut = [4] },
    BadTFLite("87 buffer's end wraps", "expected a buffer within the file's") {
      $0.buffers[1] = [1: .uint64(.max), 2: .uint64(100)]
    },
    BadTFLite("87 buffer beyond the file", "found offset 16, size 1099511627776") {
      $0.buffers[1] = [1: .uint64(16), 2: .uint64(1 << 40)]
    },
    BadTFLite("88 buffer too short", "expected 72 bytes of contents for int8 [4, 3, 3, 2]") {
      $0.buffers[1] = [0: .bytes([1, 2, 3])]
    },
    BadTFLite("tensor written twice", "writes \"flat\", which \"flat\" writes already") {
      $0.operators[2][2] = .int32s([7])
    },
    BadTFLite("cycle", "is part of a cycle") { $0.operators[1][1] = .int32s([7]) },
    BadTFLite("options of another operator", "expected options of kind 1, found kind 5") {
      $0.operators[0][3] = .uint8(5)
    },
  ]
}
