internal import CEdgeKernels
package import EdgeIR

extension KernelCall {
  /// The same call of `conv2d_folded_s8`, which processors with Arm's Helium instructions run; this
  /// one where a sum is shifted to the left, which that kernel cannot.
  package var folded: KernelCall {
    switch Int(kernel) {
    case er_conv2d_s8: folded(unpacked(as: er_conv2d_s8_params.self))
    case er_fully_connected_s8: folded(productAsConvolution)
    default: self
    }
  }

  private func folded(_ params: er_conv2d_s8_params) -> KernelCall {
    let channels = Int(params.out_channels)
    let unpacked = UnpackedConstants(constants, channels: channels)
    guard params.groups == 1, unpacked.shifts.allSatisfy({ $0 <= 0 }) else { return self }
    let plain = unpacked.filled(
      to: (channels + 3) / 4 * 4, weightsEach: unpacked.values.count / channels)
    var window = params.window
    var call = self
    call.kernel = UInt16(er_conv2d_folded_s8)
    call.params = members(of: params)
    call.constants =
      bytes(of: plain.biases(folding: params.input_offset)) + bytes(of: plain.multipliers)
      + bytes(of: plain.shifts) + plain.values.map { UInt8(bitPattern: $0) }
    call.scratchBytes = Int(er_folded_scratch(&window, params.in_channels))
    call.scratchAlignment = call.scratchBytes > 0 ? 4 : 1
    return call
  }
}
