internal import CEdgeKernels
package import EdgeIR

extension KernelCall {
  /// The same call of `conv2d_dot_s8`, which NEON computes by dot products of four signed bytes,
  /// where there is one.
  package var packedForDots: KernelCall {
    switch Int(kernel) {
    case er_conv2d_s8: packedForDots(unpacked(as: er_conv2d_s8_params.self))
    case er_fully_connected_s8: packedForDots(productAsConvolution)
    default: self
    }
  }

  private func packedForDots(_ params: er_conv2d_s8_params) -> KernelCall {
    guard params.groups == 1 else { return self }
    var window = params.window
    let runs = Int(er_packed_runs(&window) * window.kernel_h)
    let length = Int(er_packed_run_inputs(&window, params.in_channels))
    let channels = Int(params.out_channels)
    let plain = UnpackedConstants(constants, channels: channels).filled(
      to: (channels + 3) / 4 * 4, weightsEach: runs * length)
    var call = self
    call.kernel = UInt16(er_conv2d_dot_s8)
    call.params = members(of: params)
    call.constants =
      bytes(of: plain.biases(folding: params.input_offset)) + bytes(of: plain.multipliers)
      + bytes(of: plain.shifts) + plain.quads(runs: runs, length: length)
    return call
  }
}

extension UnpackedConstants {
  /// The same with channels of zeros behind.
  func filled(to channels: Int, weightsEach: Int) -> UnpackedConstants {
    let zeros = [Int32](repeating: 0, count: channels - bias.count)
    return UnpackedConstants(
      bias: bias + zeros, multipliers: multipliers + zeros, shifts: shifts + zeros,
      values: values + [Int8](repeating: 0, count: zeros.count * weightsEach))
  }

  /// With an offset of all inputs, times the sum of the weights, added.
  func biases(folding offset: Int32) -> [Int32] {
    let weightsEach = values.count / bias.count
    return bias.indices.map { channel in
      let sum = values[channel * weightsEach..<(channel + 1) * weightsEach]
        .reduce(Int32(0)) { $0 + Int32($1) }
      return bias[channel] &+ offset &* sum
    }
  }
}
