private import CEdgeKernels
package import EdgeIR

/// Moving bytes as they are.
package enum Copy {
  /// All bytes of the node's input `input` to its output `output`, both contiguous.
  static func call(input: Int, output: Int, bytes count: Int) -> KernelCall {
    let line = Operand(
      position: input, pixelBytes: count, rowBytes: count, rows: 1, width: 1, channels: count)
    var target = line
    target.position = output
    let params = er_concat_s8_params(axis: 2, input_count: 1, out_height: 1, width: 1, start: 0)
    return KernelCall(
      kernel: UInt16(er_concat_s8), inputs: [line], outputs: [target], params: members(of: params),
      constants: bytes(of: [Int32(count)]), rows: 1, windows: [.identity])
  }

  /// Node input `part` to its place in the node's output 0, which is `blocks` times a block of each
  /// of `inputs`.
  package static func call(part: Int, of inputs: [TensorType], blocks: Int) -> KernelCall {
    let bytes = inputs.map { $0.bytes / blocks }
    let (own, whole) = (bytes[part], bytes.reduce(0, +))
    let shape = FeatureShape(inputs[part].shape, elementBytes: inputs[part].element.bytes)
    let isImage = shape.channels == own
    let (rows, width) = isImage ? (shape.rows, shape.width) : (blocks, 1)
    let operand = { (pixel: Int, start: Int, position: Int) in
      Operand(
        position: position, offsetBytes: start, pixelBytes: pixel, rowBytes: width * pixel,
        rows: rows, width: width, channels: own)
    }
    let params = er_concat_s8_params(
      axis: 2, input_count: 1, out_height: Int32(rows), width: Int32(width), start: 0)
    return KernelCall(
      kernel: UInt16(er_concat_s8), inputs: [operand(own, 0, part)],
      outputs: [operand(whole, bytes[..<part].reduce(0, +), 0)], params: members(of: params),
      constants: EdgeOperators.bytes(of: [Int32(own)]), rows: rows, windows: [.identity])
  }
}
