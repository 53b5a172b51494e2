private import CEdgeKernels
internal import EdgeIR

/// Moving bytes as they are.
enum Copy {
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
}
