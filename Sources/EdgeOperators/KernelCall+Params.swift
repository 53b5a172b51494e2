internal import EdgeIR

/// The members of a kernel's params struct, which are int32 without exception.
func members<Params: BitwiseCopyable>(of params: Params) -> [Int32] {
  withUnsafeBytes(of: params) { Array($0.bindMemory(to: Int32.self)) }
}

/// Which of the members a field is.
func member<Params: BitwiseCopyable>(_ field: PartialKeyPath<Params>) -> Int? {
  MemoryLayout<Params>.offset(of: field).map { $0 / 4 }
}

/// Little-endian bytes of `values`.
func bytes(of values: [Int32]) -> [UInt8] {
  values.flatMap { value in
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}

extension Tensor {
  /// Scale and zero point of a tensor that has one of each.
  func perTensorQuantization(_ what: String) throws(OperatorError) -> (
    scale: Float, zeroPoint: Int32
  ) {
    guard let quantization = type.quantization else {
      throw .mismatch(what: "\(what) \"\(name)\"", expected: "a quantization", found: "none")
    }
    guard quantization.axis == nil else {
      throw .unsupported(
        what: "\(what) \"\(name)\"", expected: "one scale for the whole tensor",
        found: "one for each channel")
    }
    return (quantization.scales[0], quantization.zeroPoints[0])
  }
}

/// Throws unless every type is int8.
func requireInt8(_ types: [TensorType]) throws(OperatorError) {
  for (index, type) in types.enumerated() where type.element != .int8 {
    throw .unsupported(what: "input \(index)", expected: "int8", found: "\(type.element)")
  }
}

/// Throws unless every type has the first one's element.
func requireOneElement(_ types: [TensorType]) throws(OperatorError) {
  for (index, type) in types.enumerated() where type.element != types[0].element {
    throw .mismatch(
      what: "input \(index)", expected: "\(types[0].element) as input 0", found: "\(type.element)")
  }
}

/// Throws unless every type has the first one's quantisation.
func requireOneQuantization(_ types: [TensorType]) throws(OperatorError) {
  for (index, type) in types.enumerated() where type.quantization != types[0].quantization {
    throw .mismatch(
      what: "quantization of input \(index)", expected: "\(quantizationText(types[0])) as input 0",
      found: "\(quantizationText(type)); requantize it first")
  }
}

private func quantizationText(_ type: TensorType) -> String {
  type.quantization?.description ?? "none"
}
