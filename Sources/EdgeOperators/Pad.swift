private import CEdgeKernels
package import EdgeIR

/// The input in the middle of a larger tensor of real zeros, or of the one element of a constant
/// second input.
package struct Pad: Operator {
  package static let name = "pad"
  package static let inputCount = 1...2

  /// `[before, behind]` for each axis.
  package var padding: [[Int]]

  package init(padding: [[Int]]) { self.padding = padding }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireOneScale(inputs[0])
    try requireOneElement(inputs)
    try requireOneQuantization(inputs)
    guard inputs.dropFirst().allSatisfy({ $0.elementCount == 1 }) else {
      throw .mismatch(what: "input 1", expected: "one element", found: "\(inputs[1].shape)")
    }
    let padded = try rearrangement(of: inputs[0].shape).output
    return [TensorType(inputs[0].element, padded, inputs[0].quantization)]
  }

  private func rearrangement(of shape: [Int]) throws(OperatorError) -> Rearrangement {
    guard padding.count == shape.count,
      padding.allSatisfy({ $0.count == 2 && $0.allSatisfy((0...65536).contains) })
    else {
      throw .mismatch(
        what: "padding", expected: "[before, behind] of 0 to 65536 for each of \(shape.count) axes",
        found: "\(padding)")
    }
    var moves = Rearrangement(shape, to: zip(shape, padding).map { $0 + $1[0] + $1[1] })
    for axis in shape.indices { moves.count(axis, along: axis) }
    moves.origin = padding.map { -$0[0] }
    return moves
  }

  package func aliasing(of inputs: [TensorType]) -> Aliasing {
    padding.allSatisfy { $0 == [0, 0] } ? .whole : .none
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    guard let moves = try? rearrangement(of: inputs[0].shape) else { return [] }
    return [moves.reference(inputs[0], fill: inputs.count > 1 ? inputs[1].values[0] : 0)]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let fill = try fill(inputs, outputs[0])
    let moves = try rearrangement(of: inputs[0].type.shape)
    guard fill.count == 1, padding.dropLast(3).allSatisfy({ $0 == [0, 0] }), !moves.isIdentity
    else { return [moves.call(inputs[0], fill: fill)] }
    return [call(inputs[0], outputs[0], fill: Int8(bitPattern: fill[0]))]
  }

  /// The bytes of one element of padding.
  package func fill(_ inputs: [Tensor], _ output: Tensor) throws(OperatorError) -> [UInt8] {
    guard inputs.count > 1 else { return zeroBytes(of: output.type) }
    guard case .bytes(let bytes) = inputs[1].contents else {
      throw .notConstant(input: 1, what: "value")
    }
    return bytes
  }

  /// Of elements of one byte, batches as they are.
  private func call(_ input: Tensor, _ output: Tensor, fill: Int8) -> KernelCall {
    let (x, y) = (FeatureShape(input), FeatureShape(output))
    let before = [0, 0, 0] + padding.map { $0[0] }
    let top = before[before.count - 3]
    let params = er_pad_s8_params(
      in_height: Int32(x.height), in_width: Int32(x.width), in_channels: Int32(x.channels),
      out_height: Int32(y.height), out_width: Int32(y.width), out_channels: Int32(y.channels),
      top: Int32(top), left: Int32(before[before.count - 2]),
      front: Int32(before[before.count - 1]), fill: Int32(fill))
    return KernelCall(
      kernel: UInt16(er_pad_s8), inputs: [x.operand(0)], outputs: [y.operand(0)],
      params: members(of: params), rows: y.rows, images: x.batches,
      windows: [
        InputWindow(
          rows: AxisWindow(stride: 1, before: top, span: 1),
          columns: AxisWindow(stride: 1, before: Int(params.left), span: 1))
      ])
  }
}

/// The bytes of one element that stands for a real zero.
func zeroBytes(of type: TensorType) -> [UInt8] {
  let zeroPoint = type.quantization?.zeroPoints[0] ?? 0
  return (0..<type.element.bytes).map { byte in
    UInt8(truncatingIfNeeded: Int64(zeroPoint) >> (8 * byte))
  }
}
