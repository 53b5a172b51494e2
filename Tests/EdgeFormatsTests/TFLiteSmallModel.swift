import EdgeFormats
import EdgeIR
import EdgeOperators

/// A good .tflite file that bad ones are made of: one edit, one fault.
///
/// image → CONV_2D stem → AVERAGE_POOL_2D pooled → CONCATENATION joined → RESHAPE flat → SOFTMAX
/// out
struct SmallTFLite {
  var version: UInt32 = 3
  var identifier = "TFL3"
  var codes = [3, 1, 2, 22, 25].map { code($0) }
  var tensors: [FlatTable] = [
    tensor("image", [1, 4, 4, 2], scale: 0.5, zeroPoint: 3),
    tensor(
      "w", [4, 3, 3, 2], buffer: 1,
      quantization: quantization([0.5, 0.25, 1, 2], [0, 0, 0, 0])),
    tensor("b", [4], type: 2, buffer: 2, quantization: nil),
    tensor("stem", [1, 4, 4, 4], scale: 0.25, zeroPoint: -5),
    tensor("pooled", [1, 2, 2, 4], scale: 0.25, zeroPoint: -5),
    tensor("joined", [1, 2, 2, 8], scale: 0.25, zeroPoint: -5),
    tensor("shape", [2], type: 2, buffer: 3, quantization: nil),
    tensor("flat", [1, 32], scale: 0.25, zeroPoint: -5),
    tensor("out", [1, 32], scale: 1 / 256, zeroPoint: -128),
  ]
  var operators: [FlatTable] = [
    op(0, [0, 1, 2], [3], 1, [0: .int8(0), 1: .int32(1), 2: .int32(1)]),
    op(1, [3], [4], 5, [0: .int8(1), 1: .int32(2), 2: .int32(2), 3: .int32(2), 4: .int32(2)]),
    op(2, [4, 4], [5], 10, [0: .int32(3)]),
    op(3, [5, 6], [7], 17, [:]),
    op(4, [7], [8], 9, [0: .float(1)]),
  ]
  var buffers: [FlatTable] = [
    [:], [0: .bytes((0..<72).map { UInt8($0) })],
    [0: .bytes(Array(repeating: 1, count: 16))], [0: .bytes([1, 0, 0, 0, 32, 0, 0, 0])],
  ]
  var inputs: [Int32] = [0]
  var outputs: [Int32] = [8]
  var otherSubgraphs: [FlatTable] = []
  var metadata: [FlatTable] = []
  /// Fields of the model that are absent.
  var leftOut: Set<Int> = []
  /// Fields of the subgraph to write instead.
  var replaced: [Int: FlatValue] = [:]

  var file: FlatFile {
    var subgraph: FlatTable = [
      0: .tables(tensors), 1: .int32s(inputs), 2: .int32s(outputs), 3: .tables(operators),
      4: .string("main"),
    ]
    for (field, value) in replaced { subgraph[field] = value }
    var root: FlatTable = [
      0: .uint32(version), 1: .tables(codes), 2: .tables([subgraph] + otherSubgraphs),
      4: .tables(buffers), 6: .tables(metadata),
    ]
    for field in leftOut { root[field] = nil }
    return FlatFile(root: root, identifier: identifier)
  }

  static func code(_ code: Int, version: Int32 = 2) -> FlatTable {
    [0: .int8(Int8(min(code, 127))), 2: .int32(version), 3: .int32(Int32(code))]
  }

  static func op(
    _ code: UInt32, _ inputs: [Int32], _ outputs: [Int32], _ kind: UInt8, _ options: FlatTable
  ) -> FlatTable {
    [
      0: .uint32(code), 1: .int32s(inputs), 2: .int32s(outputs), 3: .uint8(kind),
      4: .table(options),
    ]
  }

  static func quantization(_ scales: [Float], _ zeroPoints: [Int64], axis: Int32 = 0) -> FlatTable {
    [2: .floats(scales), 3: .int64s(zeroPoints), 6: .int32(axis)]
  }

  /// - Parameter type: of the schema's TensorType; 9 is int8.
  static func tensor(
    _ name: String, _ shape: [Int32], type: Int8 = 9, buffer: UInt32 = 0,
    quantization: FlatTable?
  ) -> FlatTable {
    var tensor: FlatTable = [
      0: .int32s(shape), 1: .int8(type), 2: .uint32(buffer), 3: .string(name),
    ]
    tensor[4] = quantization.map { .table($0) }
    return tensor
  }

  static func tensor(_ name: String, _ shape: [Int32], scale: Float, zeroPoint: Int64)
    -> FlatTable
  {
    tensor(name, shape, quantization: quantization([scale], [zeroPoint]))
  }

  static func read(_ bytes: [UInt8]) throws(ImportError) -> ImportedModel {
    try ModelFile.read(ModelSource(path: "small.tflite", bytes: bytes), operators: catalog)
  }
}
