internal import CEdgeKernels
package import EdgeIR

extension KernelCall {
  /// The same call of `conv2d_paired_s8`, which processors with Arm's DSP instructions run; this
  /// one where that kernel cannot compute it exactly.
  package var paired: KernelCall {
    switch Int(kernel) {
    case er_conv2d_s8: paired(unpacked(as: er_conv2d_s8_params.self))
    case er_fully_connected_s8: paired(productAsConvolution)
    default: self
    }
  }

  private func paired(_ params: er_conv2d_s8_params) -> KernelCall {
    var window = params.window
    let taps = Int(window.kernel_h * window.kernel_w)
    guard params.groups == 1,
      let constants = PairedConstants(
        UnpackedConstants(constants, channels: Int(params.out_channels)),
        inputs: taps * Int(params.in_channels), inputOffset: params.input_offset,
        outputOffset: params.output_offset)
    else { return self }
    var call = self
    call.kernel = UInt16(er_conv2d_paired_s8)
    call.params = members(of: params)
    call.constants = constants.bytes
    call.scratchBytes = Int(er_paired_scratch(&window, params.in_channels))
    call.scratchAlignment = 4
    return call
  }
}

/// Constants as `conv2d_paired_s8.h` lays them out.
private struct PairedConstants {
  let bytes: [UInt8]

  /// Nil where two weights do not fit a halfword, or a sum or multiplier is not within the bounds
  /// under which the kernel is exact.
  init?(
    _ unpacked: UnpackedConstants, inputs: Int, inputOffset: Int32, outputOffset: Int32
  ) {
    let channels = unpacked.bias.count
    let whole = (channels + 3) / 4 * 4
    var stages: [Int32] = []
    for channel in 0..<channels {
      let weights = unpacked.values[channel * inputs..<(channel + 1) * inputs]
      let magnitude = weights.reduce(0) { $0 + Int($1.magnitude) }
      let bias = unpacked.bias[channel]
      let (multiplier, shift) = (unpacked.multipliers[channel], -unpacked.shifts[channel])
      guard channel % 2 == 0 || 128 * magnitude < 1 << 23,
        255 * magnitude + Int(bias.magnitude) < 1 << Int(ER_DSP_SUM_BITS),
        multiplier >= 0, (1...Int32(ER_DSP_LARGEST_SHIFT)).contains(shift)
      else { return nil }
      let sum = weights.reduce(Int32(0)) { $0 + Int32($1) }
      stages += [
        2 * (bias + inputOffset * sum), multiplier, er_dsp_rounding(shift, outputOffset), shift,
      ]
    }
    for _ in channels..<whole { stages += [0, 0, er_dsp_rounding(1, 0), 1] }
    guard let halves = Self.halves(unpacked.values, channels: channels, inputs: inputs)
    else { return nil }
    bytes = EdgeOperators.bytes(of: stages) + halves
  }

  /// The weights of two channels in each halfword, or nil where they do not fit.
  private static func halves(_ weights: [Int8], channels: Int, inputs: Int) -> [UInt8]? {
    let (panels, quads) = ((channels + 3) / 4, (inputs + 3) / 4)
    let weight = { (channel: Int, input: Int) in
      channel < channels && input < inputs ? Int(weights[channel * inputs + input]) : 0
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(panels * quads * 16)
    for panel in 0..<panels {
      for quad in 0..<quads {
        for place in 0..<8 {
          let channel = 4 * panel + place / 2 % 2 * 2
          let input = 4 * quad + place / 4 + place % 2 * 2
          let both = 256 * weight(channel + 1, input) + weight(channel, input)
          guard let half = Int16(exactly: both) else { return nil }
          bytes.append(UInt8(truncatingIfNeeded: half))
          bytes.append(UInt8(truncatingIfNeeded: half >> 8))
        }
      }
    }
    return bytes
  }
}
