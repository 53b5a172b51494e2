package import EdgeIR

/// A file of named tensors: `[header length, UInt64][header, JSON][the tensors' bytes]`.
///
/// As specified at github.com/huggingface/safetensors, and stricter: no tensor without elements, no
/// key twice, no byte that belongs to no tensor.
package struct Safetensors: Hashable, Sendable {
  package struct Entry: Hashable, Sendable {
    package var name: String
    package var element: ElementType
    package var shape: [Int]
    /// Little-endian, row-major.
    package var bytes: [UInt8]

    package init(name: String, element: ElementType, shape: [Int], bytes: [UInt8]) {
      self.name = name
      self.element = element
      self.shape = shape
      self.bytes = bytes
    }
  }

  /// In the order of their bytes.
  package var entries: [Entry]
  /// Free text, in the header's order; nothing of it is interpreted.
  package var metadata: [Metadatum]

  package struct Metadatum: Hashable, Sendable {
    package var key, value: String

    package init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  package init(entries: [Entry], metadata: [Metadatum] = []) {
    self.entries = entries
    self.metadata = metadata
  }

  static let lengthBytes = 8
  static let metadataKey = "__metadata__"
  static let dtypes: [(name: String, element: ElementType)] = [
    ("I8", .int8), ("U8", .uint8), ("I16", .int16), ("I32", .int32), ("I64", .int64),
    ("F32", .float32), ("BOOL", .bool),
  ]
}
