private import CEdgeKernels
internal import EdgeIR

extension ElementType {
  /// The element as kernels name it that read integers of any width; nil where they cannot.
  var kernelElement: Int32? {
    switch self {
    case .int8: Int32(ER_INT8)
    case .uint8: Int32(ER_UINT8)
    case .int16: Int32(ER_INT16)
    case .int32: Int32(ER_INT32)
    case .int64, .float32, .bool: nil
    }
  }

  /// What the element can hold, as far as it fits 32 bits.
  var limits: (min: Int32, max: Int32) {
    guard let range = quantizedRange else { return (.min, .max) }
    return (Int32(range.lowerBound), Int32(range.upperBound))
  }
}

extension KernelCall {
  /// A kernel that computes the elements of a tensor one by one from those of another of its shape.
  static func elementwise(_ kernel: some BinaryInteger, _ x: Tensor, _ y: Tensor, params: [Int32])
    -> KernelCall
  {
    let (input, output) = (FeatureShape(x), FeatureShape(y))
    return KernelCall(
      kernel: UInt16(kernel), inputs: [input.operand(0)], outputs: [output.operand(0)],
      params: params, rows: output.rows, windows: [.identity])
  }
}
