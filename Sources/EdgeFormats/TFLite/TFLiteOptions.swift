internal import EdgeIR
internal import EdgeOperators

/// An operator's options: fields by their number in `schema.fbs`, absent ones with its defaults.
struct TFLiteOptions {
  /// Nil where the operator has none: every field has its default then.
  let table: FlatBufferTable?

  func integer(_ field: Int, default value: Int32 = 0) throws(TFLiteError) -> Int {
    guard let table else { return Int(value) }
    return Int(try table.integer(field, default: value))
  }

  func float(_ field: Int, default value: Float = 0) throws(TFLiteError) -> Float {
    try table?.float(field, default: value) ?? value
  }

  func boolean(_ field: Int) throws(TFLiteError) -> Bool { try table?.boolean(field) ?? false }

  /// An enumeration of one byte.
  func code(_ field: Int) throws(TFLiteError) -> Int {
    guard let table else { return 0 }
    return Int(try table.integer(field, default: Int8(0)))
  }

  func extent(height: Int, width: Int, default value: Int32 = 0) throws(TFLiteError) -> Extent2D {
    Extent2D(try integer(height, default: value), try integer(width, default: value))
  }

  func padding(_ field: Int) throws(TFLiteError) -> Padding {
    switch try code(field) {
    case 0: return .same
    case 1: return .valid
    case let code:
      throw TFLiteError("padding: expected 0 (SAME) or 1 (VALID), found \(code)")
    }
  }

  func activation(_ field: Int) throws(TFLiteError) -> Activation {
    switch try code(field) {
    case 0: return .none
    case 1: return .relu
    case 2: return .reluN1To1
    case 3: return .relu6
    case 4: throw .unsupported("fused activation: edgerun computes the RELU family, found TANH")
    case 5: throw .unsupported("fused activation: edgerun computes the RELU family, found SIGN_BIT")
    case let code:
      throw TFLiteError("fused activation: expected 0 to 5, found \(code)")
    }
  }
}
