extension BadTFLite {
  /// Numbers that make no tensor or no operator.
  static let values: [BadTFLite] = [
    BadTFLite("90 zero points != scales", "expected 4 zero points, as many as scales, found 3") {
      $0.tensors[1][4] = .table(SmallTFLite.quantization([1, 1, 1, 1], [0, 0, 0]))
    },
    BadTFLite("90 no zero points", "expected 4 zero points, as many as scales, found 0") {
      $0.tensors[1][4] = .table([2: .floats([1, 1, 1, 1])])
    },
    BadTFLite("90 quantized dimension 7", "along quantized dimension 7 of [4, 3, 3, 2]") {
      $0.tensors[1][4] = .table(SmallTFLite.quantization([1, 1, 1, 1], [0, 0, 0, 0], axis: 7))
    },
    BadTFLite("90 zero point of 64 bits", "expected zero points of 32 bits, found 4294967296") {
      $0.tensors[0][4] = .table(SmallTFLite.quantization([1], [1 << 32]))
    },
    BadTFLite("zero point 5000", "expected zero points in -128...127, found 5000") {
      $0.tensors[0][4] = .table(SmallTFLite.quantization([1], [5000]))
    },
    BadTFLite("scale -1", "expected scales above 0, normal") {
      $0.tensors[0][4] = .table(SmallTFLite.quantization([-1], [0]))
    },
    BadTFLite("scale NaN", "expected scales above 0, normal") {
      $0.tensors[0][4] = .table(SmallTFLite.quantization([.nan], [0]))
    },
    BadTFLite("91 no options", "expected options of kind 1, found none") {
      $0.operators[0][4] = nil
      $0.operators[0][3] = nil
    },
    BadTFLite("92 sparsity", "computes dense tensors, found sparsity", .unsupported) {
      $0.tensors[1][6] = .table([:])
    },
    BadTFLite("contents in another file", "found an external one", .unsupported) {
      $0.tensors[1][10] = .uint32(1)
    },
    BadTFLite("a variable that is an input", "expected a tensor that is fed") {
      $0.tensors[0][5] = .uint8(1)
    },
    BadTFLite("float16", "found float16", .unsupported) { $0.tensors[0][1] = .int8(1) },
    BadTFLite("unknown type", "expected a known type, found code 99") {
      $0.tensors[0][1] = .int8(99)
    },
    BadTFLite("rank 9", "edgerun computes rank 1 to 6, found rank 9", .unsupported) {
      $0.tensors[0][0] = .int32s([1, 1, 1, 1, 1, 1, 1, 1, 1])
    },
    BadTFLite("extents that wrap", "found shape [65536, 65536, 65536, 65536]") {
      $0.tensors[0][0] = .int32s([65536, 65536, 65536, 65536])
    },
    BadTFLite("no permutation, of extents that wrap", "node \"flat\": permutation") {
      $0.codes[3] = SmallTFLite.code(39)
      $0.operators[3][3] = .uint8(26)
      $0.tensors[6][0] = .int32s([.max, .max, .max, 0])
    },
    BadTFLite("extent -1", "found shape [-1, 4, 4, 2]") {
      $0.tensors[0][0] = .int32s([-1, 4, 4, 2])
    },
    BadTFLite("stride 0", "node \"stem\": stride: expected 1 to 65536, found 0") {
      $0.operators[0][4] = .table([0: .int8(0)])
    },
    BadTFLite("padding 2", "padding: expected 0 (SAME) or 1 (VALID), found 2") {
      $0.operators[0][4] = .table([0: .int8(2), 1: .int32(1), 2: .int32(1)])
    },
    BadTFLite("fused activation TANH", "edgerun computes the RELU family", .unsupported) {
      $0.operators[2][4] = .table([0: .int32(3), 1: .int8(4)])
    },
    BadTFLite("fused activation 9", "fused activation: expected 0 to 5, found 9") {
      $0.operators[2][4] = .table([0: .int32(3), 1: .int8(9)])
    },
    BadTFLite("computed weights", "edgerun needs weights that are constant", .unsupported) {
      $0.tensors[1][2] = .uint32(0)
    },
  ]

  /// A file with a memory plan of these words.
  private static func plan(_ name: String, _ words: [Int32], _ message: String) -> BadTFLite {
    BadTFLite("93 plan: \(name)", "metadata OfflineMemoryAllocation: \(message)") {
      $0.buffers.append([
        0: .bytes(
          words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } })
      ])
      $0.metadata = [[0: .string("OfflineMemoryAllocation"), 1: .uint32(4)]]
      $0.outputs = [8, 4]
    }
  }

  static let plans: [BadTFLite] = [
    plan("8 bytes", [0, 0], "expected at least 12 bytes, a multiple of 4, found 8"),
    plan("wrong count", [0, 0, 2, -1, -1], "expected 9 offsets, one for each tensor, found 2"),
    plan(
      "negative", [0, 0, 9, -4096, -1, -1, -1, -1, -1, -1, -1, -1],
      "expected offsets of -1 to 1073741823, found -4096"),
    plan(
      "2^30", [0, 0, 9, 1 << 30, -1, -1, -1, -1, -1, -1, -1, -1],
      "expected offsets of -1 to 1073741823, found 1073741824"),
    plan(
      "overlapping", [0, 0, 9, -1, -1, -1, 0, 16, 24, -1, -1, -1],
      "expected bytes of its own for \"joined\", found 24..<56 where \"pooled\" has 16..<32"),
  ]
}
