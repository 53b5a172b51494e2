internal import EdgeIR

/// A tensor as the file declares it.
struct TFLiteTensor: Sendable {
  /// Unique among the file's tensors, fit for a model.json.
  var name: String
  /// A scalar is of shape `[1]`.
  var type: TensorType
  /// Of a constant, as the file has them.
  var contents: ArraySlice<UInt8>?
  /// Whether the file has uint8 where the type is int8: the highest bit of every byte is flipped.
  var isFlipped = false

  /// Whether it keeps its value from run to run.
  var isVariable = false

  /// What a variable holds before the first run where the file does not say: TensorFlow Lite Micro
  /// fills int8 tensors with their zero point, all others with 0.
  ///
  /// - Precondition: the type is within the limits of tensors.
  var zeros: [UInt8] {
    let zeroPoint = type.element == .int8 ? type.quantization?.zeroPoints.first ?? 0 : 0
    return Array(repeating: UInt8(truncatingIfNeeded: zeroPoint), count: type.bytes)
  }

  /// The elements of a constant of int32 or int64; nil for any other tensor.
  var integers: [Int]? {
    guard let contents, type.element == .int32 || type.element == .int64 else { return nil }
    let step = type.element.bytes
    return (0..<contents.count / step).map { index in
      let element = contents.dropFirst(index * step).prefix(step)
      let bits = element.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return step == 4 ? Int(Int32(truncatingIfNeeded: bits)) : Int(Int64(bitPattern: bits))
    }
  }
}

/// Reads the tensors of a subgraph, one by one, each on its own.
struct TFLiteTensorReader {
  let file: [UInt8]
  let buffers: [BufferTable]

  /// By the schema's TensorType.
  static let elements: [(name: String, element: ElementType?)] = [
    ("float32", .float32), ("float16", nil), ("int32", .int32), ("uint8", .uint8),
    ("int64", .int64), ("string", nil), ("bool", .bool), ("int16", .int16), ("complex64", nil),
    ("int8", .int8), ("float64", nil), ("complex128", nil), ("uint64", nil), ("resource", nil),
    ("variant", nil), ("uint32", nil), ("uint16", nil), ("int4", nil), ("bfloat16", nil),
    ("int2", nil), ("uint4", nil), ("float8_e4m3fn", nil), ("float8_e5m2", nil),
  ]

  /// - Parameter name: what to call the tensor.
  func tensor(_ tensor: TensorTable, name: String) throws(TFLiteError) -> TFLiteTensor {
    let element = try element(tensor)
    let (shape, isScalar) = try shape(tensor)
    guard try !tensor.isSparse else {
      throw .unsupported("edgerun computes dense tensors, found sparsity; densify the model")
    }
    guard try tensor.externalBuffer == 0 else {
      throw .unsupported("edgerun reads contents from the model's own file, found an external one")
    }
    let type = TensorType(
      element, isScalar ? [1] : shape, try quantization(tensor, element, shape: shape))
    return TFLiteTensor(
      name: name, type: type, contents: try contents(tensor, type),
      isVariable: try tensor.isVariable)
  }

  private func element(_ tensor: TensorTable) throws(TFLiteError) -> ElementType {
    let code = try tensor.elementCode
    guard Self.elements.indices.contains(code) else {
      throw TFLiteError(at: tensor.table.offset, "expected a known type, found code \(code)")
    }
    guard let element = Self.elements[code].element else {
      throw .unsupported(
        "edgerun computes \(ElementType.allCases.map(\.rawValue).joined(separator: ", ")), found "
          + Self.elements[code].name)
    }
    return element
  }

  private func shape(_ tensor: TensorTable) throws(TFLiteError) -> (shape: [Int], isScalar: Bool) {
    guard let vector = try tensor.shape(), vector.count > 0 else { return ([], true) }
    guard Limits.rank.contains(vector.count) else {
      throw .unsupported("edgerun computes rank 1 to 6, found rank \(vector.count)")
    }
    return (vector.integers(Int32.self).map { Int($0) }, false)
  }

  /// Nil where there is none, and for elements that have none here whatever the file says.
  private func quantization(_ tensor: TensorTable, _ element: ElementType, shape: [Int])
    throws(TFLiteError) -> Quantization?
  {
    guard element.quantizedRange != nil, let table = try tensor.quantization() else { return nil }
    guard let scales = try table.scales(), scales.count > 0 else {
      guard try table.detailsKind == 0 else {
        throw .unsupported("edgerun computes scales and zero points, found a custom quantization")
      }
      return nil
    }
    let found = try table.zeroPoints()?.count ?? 0
    guard found == scales.count else {
      throw TFLiteError(
        at: table.table.offset,
        "expected \(scales.count) zero points, as many as scales, found \(found)")
    }
    let axis = try table.dimension
    if scales.count > 1 {
      guard shape.indices.contains(axis), shape[axis] == scales.count else {
        // Files exist whose biases name an axis of the weights; no engine reads it.
        guard element != .int32 else { return nil }
        throw TFLiteError(
          at: table.table.offset,
          "expected 1 scale or one for each position along quantized dimension \(axis) of \(shape), "
            + "found \(scales.count)")
      }
    }
    return try quantization(table, axis: scales.count > 1 ? axis : nil)
  }

  private func quantization(_ table: QuantizationTable, axis: Int?) throws(TFLiteError)
    -> Quantization
  {
    var quantization = Quantization(scales: try table.scales()?.floats() ?? [], axis: 0)
    let zeroPoints = try table.zeroPoints()?.integers(Int64.self) ?? []
    for (index, zeroPoint) in zeroPoints.enumerated() {
      guard let value = Int32(exactly: zeroPoint) else {
        throw TFLiteError(
          at: table.table.offset, "expected zero points of 32 bits, found \(zeroPoint)")
      }
      quantization.zeroPoints[index] = value
    }
    quantization.axis = axis
    return quantization
  }

  private func contents(_ tensor: TensorTable, _ type: TensorType) throws(TFLiteError)
    -> ArraySlice<UInt8>?
  {
    let index = try tensor.buffer
    guard buffers.indices.contains(index) else {
      throw TFLiteError(
        at: tensor.table.offset, "expected one of \(buffers.count) buffers, found \(index)")
    }
    guard let contents = try buffers[index].contents(in: file) else { return nil }
    guard !type.shape.contains(0) else { return contents.prefix(0) }
    guard let bytes = Limits.bytes(of: type.element, shape: type.shape) else {
      throw TFLiteError(
        at: tensor.table.offset,
        "expected extents of 1 to \(Limits.dimension), at most \(Limits.tensorBytes) bytes in all, "
          + "found shape \(type.shape)")
    }
    guard contents.count >= bytes else {
      throw TFLiteError(
        at: tensor.table.offset,
        "expected \(bytes) bytes of contents for \(type.element) \(type.shape), found "
          + "\(contents.count) in buffer \(index)")
    }
    return contents.prefix(bytes)
  }
}
