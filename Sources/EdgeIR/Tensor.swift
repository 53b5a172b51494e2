/// Names a tensor of a `Graph`: an index into `tensors`.
package struct TensorID: Hashable, Comparable, Sendable {
  package var index: Int
  package init(_ index: Int) { self.index = index }
  package static func < (a: TensorID, b: TensorID) -> Bool { a.index < b.index }
}

/// Element, shape and quantisation: all that shape inference sees of a tensor.
package struct TensorType: Hashable, Sendable {
  package var element: ElementType
  /// Row-major extents, images as `[N, H, W, C]`. Each at least 1.
  package var shape: [Int]
  package var quantization: Quantization?

  package init(_ element: ElementType, _ shape: [Int], _ quantization: Quantization? = nil) {
    self.element = element
    self.shape = shape
    self.quantization = quantization
  }

  package var elementCount: Int { shape.reduce(1, *) }
  package var bytes: Int { elementCount * element.bytes }
  /// Whether there is more than one row, and so something to feed row by row.
  package var hasRows: Bool { shape.count > 2 && shape[shape.count - 3] > 1 }
}

/// A value of the graph: computed by a node, given as an input, or constant.
package struct Tensor: Hashable, Sendable {
  /// The bytes of a constant, little-endian and row-major.
  package enum Contents: Hashable, Sendable {
    case bytes([UInt8])
    /// The model came without its weights: it can be planned, not run.
    case missing
  }

  package var name: String
  package var type: TensorType
  /// Of a constant, or what a variable holds before the first run; nil for computed tensors.
  package var contents: Contents?
  /// Whether the tensor keeps what was last written to it from run to run.
  package var isVariable: Bool

  package init(
    name: String, type: TensorType, contents: Contents? = nil, isVariable: Bool = false
  ) {
    self.name = name
    self.type = type
    self.contents = contents
    self.isVariable = isVariable
  }

  package var isConstant: Bool { contents != nil && !isVariable }

  /// The constant's elements; nil when the tensor is not constant, its bytes are missing, or it is
  /// not int8.
  package var int8Contents: [Int8]? {
    guard type.element == .int8, case .bytes(let bytes) = contents else { return nil }
    return bytes.map { Int8(bitPattern: $0) }
  }

  /// The constant's elements, as `int8Contents`, for int32.
  package var int32Contents: [Int32]? {
    guard type.element == .int32, case .bytes(let bytes) = contents else { return nil }
    return stride(from: 0, to: bytes.count, by: 4).map { at in
      bytes[at..<at + 4].reversed().reduce(Int32(0)) { $0 << 8 | Int32($1) }
    }
  }
}
