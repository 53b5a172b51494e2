private import CEdgeKernels
package import EdgeIR

/// The input in the middle of a larger tensor of real zeros.
package struct Pad: Operator {
  package static let name = "pad"
  package static let inputCount = 1...1

  /// `[before, behind]` for each axis. Batches are not padded.
  package var padding: [[Int]]

  package init(padding: [[Int]]) { self.padding = padding }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(inputs)
    let shape = inputs[0].shape
    guard (1...4).contains(shape.count) else {
      throw .rank(input: 0, expected: 1...4, found: shape.count)
    }
    guard padding.count == shape.count,
      padding.allSatisfy({ $0.count == 2 && $0.allSatisfy((0...65536).contains) })
    else {
      throw .mismatch(
        what: "padding", expected: "[before, behind] of 0 to 65536 for each of \(shape.count) axes",
        found: "\(padding)")
    }
    guard shape.count < 4 || padding[0] == [0, 0] else {
      throw .unsupported(what: "padding of axis 0", expected: "[0, 0]", found: "\(padding[0])")
    }
    let padded = zip(shape, padding).map { $0 + $1[0] + $1[1] }
    return [TensorType(.int8, padded, inputs[0].quantization)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let shape = zip(inputs[0].shape, padding).map { $0 + $1[0] + $1[1] }
    var result = FloatTensor(shape: shape)
    for (index, value) in inputs[0].values.enumerated() {
      var (rest, at, step) = (index, 0, 1)
      for axis in shape.indices.reversed() {
        at += (rest % inputs[0].shape[axis] + padding[axis][0]) * step
        rest /= inputs[0].shape[axis]
        step *= shape[axis]
      }
      result.values[at] = value
    }
    return [result]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let (x, y) = (FeatureShape(inputs[0]), FeatureShape(outputs[0]))
    let fill = try outputs[0].perTensorQuantization("output").zeroPoint
    let before = Array(repeating: 0, count: 4 - padding.count) + padding.map { $0[0] }
    let params = er_pad_s8_params(
      in_height: Int32(x.height), in_width: Int32(x.width), in_channels: Int32(x.channels),
      out_height: Int32(y.height), out_width: Int32(y.width), out_channels: Int32(y.channels),
      top: Int32(before[1]), left: Int32(before[2]), front: Int32(before[3]), fill: fill)
    return [
      KernelCall(
        kernel: UInt16(er_pad_s8), inputs: [x.operand(0)], outputs: [y.operand(0)],
        params: members(of: params), rows: y.rows,
        windows: [RowWindow(stride: 1, before: before[1], span: 1)])
    ]
  }
}
