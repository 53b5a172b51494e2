private import CEdgeKernels
package import EdgeIR

/// Positions of the first input along an axis, as named by the second, int32 indices: the shape is
/// that of the values with the axis replaced by the axes of the indices behind the batches.
package struct Gather: Operator {
  package static let name = "gather"
  package static let inputCount = 2...2

  /// Counted from the front, or from behind when negative.
  package var axis: Int
  /// Leading axes that values and indices share; counted from the rank of the indices when
  /// negative.
  package var batchDimensions: Int
  /// Whether the indices are one scalar, so that the axis goes.
  package var isScalar: Bool

  package init(axis: Int, batchDimensions: Int = 0, isScalar: Bool = false) {
    self.axis = axis
    self.batchDimensions = batchDimensions
    self.isScalar = isScalar
  }

  /// Values and indices as the kernel sees them.
  private struct Geometry {
    var batches, outer, extent, inner, count: Int
    var output: [Int]
  }

  private func geometry(_ values: [Int], _ indices: [Int]) throws(OperatorError) -> Geometry {
    let axis = try resolvedAxis(axis, rank: values.count)
    let batchAxes = batchDimensions < 0 ? batchDimensions + indices.count : batchDimensions
    guard (0...min(axis, indices.count)).contains(batchAxes),
      values.prefix(batchAxes) == indices.prefix(batchAxes)
    else {
      throw .mismatch(
        what: "batchDimensions",
        expected: "leading axes before axis \(axis) that \(values) and \(indices) share",
        found: "\(batchDimensions)")
    }
    guard !isScalar || indices == [1] && batchAxes == 0 else {
      throw .mismatch(what: "isScalar", expected: "false for indices \(indices)", found: "true")
    }
    let picked = isScalar ? [] : Array(indices.dropFirst(batchAxes))
    let output = Array(values[..<axis]) + picked + Array(values[(axis + 1)...])
    guard output.count <= Limits.rank.upperBound,
      Limits.bytes(of: .int64, shape: output) != nil
    else {
      throw .unsupported(
        what: "output", expected: "rank 1 to \(Limits.rank.upperBound)", found: "\(output)")
    }
    return Geometry(
      batches: values[..<batchAxes].reduce(1, *), outer: values[batchAxes..<axis].reduce(1, *),
      extent: values[axis], inner: values[(axis + 1)...].reduce(1, *),
      count: picked.reduce(1, *), output: output.isEmpty ? [1] : output)
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireOneScale(inputs[0])
    guard inputs[1].element == .int32 else {
      throw .unsupported(what: "input 1", expected: "int32 indices", found: "\(inputs[1].element)")
    }
    let geometry = try geometry(inputs[0].shape, inputs[1].shape)
    return [TensorType(inputs[0].element, geometry.output, inputs[0].quantization)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    guard let geometry = try? geometry(inputs[0].shape, inputs[1].shape) else { return [] }
    let values = (0..<geometry.batches * geometry.outer).flatMap { row in
      (0..<geometry.count).flatMap { column in
        let named = inputs[1].values[row / geometry.outer * geometry.count + column]
        let index = Int(min(max(named, 0), Float(geometry.extent - 1)))
        let first = (row * geometry.extent + index) * geometry.inner
        return inputs[0].values[first..<first + geometry.inner]
      }
    }
    return [FloatTensor(shape: geometry.output, values: values)]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let geometry = try geometry(inputs[0].type.shape, inputs[1].type.shape)
    let indices = inputs[1].int32Contents ?? []
    if let outside = indices.first(where: { !(0..<geometry.extent).contains(Int($0)) }) {
      throw .mismatch(
        what: "indices", expected: "0 to \(geometry.extent - 1)", found: "\(outside)")
    }
    let (rows, bytes) = (
      geometry.batches * geometry.outer, geometry.inner * inputs[0].type.element.bytes
    )
    let params = er_gather_params(
      extent: Int32(geometry.extent), width: Int32(geometry.count),
      rows_per_list: Int32(geometry.outer))
    return [
      KernelCall(
        kernel: UInt16(er_gather),
        inputs: [
          Self.operand(0, rows: rows, width: geometry.extent, bytes: bytes),
          Self.operand(1, rows: geometry.batches, width: geometry.count, bytes: 4),
        ], outputs: [Self.operand(0, rows: rows, width: geometry.count, bytes: bytes)],
        params: members(of: params), rows: rows, windows: [.rowByRow, nil])
    ]
  }

  private static func operand(_ position: Int, rows: Int, width: Int, bytes: Int) -> Operand {
    Operand(
      position: position, pixelBytes: bytes, rowBytes: width * bytes, rows: rows, width: width,
      channels: bytes)
  }
}
