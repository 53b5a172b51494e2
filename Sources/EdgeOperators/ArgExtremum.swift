private import CEdgeKernels
internal import EdgeIR

/// Where along an axis the largest or smallest element is; the first of equals.
struct ArgExtremum {
  var axis: Int
  var isLargest: Bool
  var element: ElementType

  func outputType(for input: TensorType) throws(OperatorError) -> TensorType {
    guard element == .int32 || element == .int64 else {
      throw .unsupported(what: "element", expected: "int32 or int64", found: "\(element)")
    }
    var shape = input.shape
    shape.remove(at: try resolvedAxis(axis, rank: shape.count))
    return TensorType(element, shape.isEmpty ? [1] : shape)
  }

  func reference(_ x: FloatTensor) -> FloatTensor {
    let (outer, extent, inner) = parts(x.shape)
    var shape = x.shape
    shape.remove(at: axis < 0 ? axis + shape.count : axis)
    let values = (0..<outer * inner).map { index -> Float in
      let start = index / inner * extent * inner + index % inner
      let row = (0..<extent).map { x.values[start + $0 * inner] }
      let best = isLargest ? row.max() : row.min()
      return Float(row.firstIndex { $0 == best } ?? 0)
    }
    return FloatTensor(shape: shape.isEmpty ? [1] : shape, values: values)
  }

  /// The axis becomes rows of one pixel, all behind it channels.
  func call(_ input: Tensor) -> KernelCall {
    let (outer, extent, inner) = parts(input.type.shape)
    let params = er_arg_extremum_s8_params(
      height: Int32(extent), width: 1, channels: Int32(inner), largest: isLargest ? 1 : 0,
      index_bytes: Int32(element.bytes))
    let outputBytes = inner * element.bytes
    return KernelCall(
      kernel: UInt16(er_arg_extremum_s8),
      inputs: [
        Operand(
          position: 0, pixelBytes: inner, rowBytes: inner, rows: outer * extent, width: 1,
          channels: inner)
      ],
      outputs: [
        Operand(
          position: 0, pixelBytes: outputBytes, rowBytes: outputBytes, rows: outer, width: 1,
          channels: outputBytes)
      ], params: members(of: params), rows: outer, windows: [nil])
  }

  /// Positions before, along and behind the axis.
  private func parts(_ shape: [Int]) -> (outer: Int, extent: Int, inner: Int) {
    let axis = axis < 0 ? axis + shape.count : axis
    return (shape[..<axis].reduce(1, *), shape[axis], shape[(axis + 1)...].reduce(1, *))
  }
}
