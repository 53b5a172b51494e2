private import CEdgeKernels
package import EdgeIR

/// Equal parts of the input along an axis, one an output.
package struct Split: Operator {
  package static let name = "split"
  package static let inputCount = 1...1

  /// Counted from the front, or from behind when negative.
  package var axis: Int
  package var count: Int

  package init(axis: Int, count: Int) {
    self.axis = axis
    self.count = count
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    var shape = inputs[0].shape
    let axis = try resolvedAxis(axis, rank: shape.count)
    guard count >= 1, count <= Limits.operandsPerNode, shape[axis] % count == 0 else {
      throw .mismatch(
        what: "count", expected: "a divisor of the axis' \(shape[axis]) positions",
        found: "\(count)")
    }
    shape[axis] /= count
    return Array(
      repeating: TensorType(inputs[0].element, shape, inputs[0].quantization), count: count)
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    var shape = inputs[0].shape
    let axis = axis < 0 ? axis + shape.count : axis
    shape[axis] /= count
    let length = shape[axis...].reduce(1, *)
    return (0..<count).map { part in
      let starts = stride(from: part * length, to: inputs[0].values.count, by: count * length)
      return FloatTensor(
        shape: shape, values: starts.flatMap { inputs[0].values[$0..<$0 + length] })
    }
  }

  /// One copy an output, each reading its slice of the input.
  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let rank = inputs[0].type.shape.count
    let axis = FeatureShape.axis(try resolvedAxis(axis, rank: rank), rank: rank)
    let (x, y) = (FeatureShape(inputs[0]), FeatureShape(outputs[0]))
    guard axis != 1 || x.batches == 1 else {
      throw .unsupported(what: "split of rows", expected: "a batch of 1", found: "\(x.batches)")
    }
    let params = er_concat_s8_params(
      axis: 2, input_count: 1, out_height: Int32(y.rows), width: Int32(y.width), start: 0)
    let partBytes = [y.rows * y.rowBytes, y.rows * y.rowBytes, y.rowBytes, y.channels][axis]
    return outputs.indices.map { part in
      var slice = y.operand(0)
      slice.offsetBytes = part * partBytes
      slice.pixelBytes = x.channels
      slice.rowBytes = x.rowBytes
      return KernelCall(
        kernel: UInt16(er_concat_s8), inputs: [slice], outputs: [y.operand(part)],
        params: members(of: params), constants: bytes(of: [Int32(y.channels)]), rows: y.rows,
        windows: [axis >= 2 ? .identity : nil])
    }
  }
}
