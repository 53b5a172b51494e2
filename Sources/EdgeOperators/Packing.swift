internal import CEdgeKernels
package import EdgeIR

extension KernelCall {
  /// The same call of a kernel with packed constants, where there is one.
  package var packed: KernelCall {
    switch Int(kernel) {
    case er_conv2d_s8: packedConvolution
    case er_depthwise_conv2d_s8: packedDepthwise
    case er_fully_connected_s8: packedProduct
    default: self
    }
  }

  private var packedConvolution: KernelCall {
    let params = unpacked(as: er_conv2d_s8_params.self)
    guard params.groups == 1 else { return self }
    return packed(params)
  }

  private var packedProduct: KernelCall { packed(productAsConvolution) }

  /// A matrix product is a convolution of images of one pixel.
  var productAsConvolution: er_conv2d_s8_params {
    let params = unpacked(as: er_fully_connected_s8_params.self)
    let window = er_window(
      in_height: 1, in_width: 1, out_height: 1, out_width: 1, kernel_h: 1, kernel_w: 1,
      stride_h: 1, stride_w: 1, dilation_h: 1, dilation_w: 1, pad_top: 0, pad_left: 0)
    return er_conv2d_s8_params(
      window: window, input_count: 1, in_channels: params.depth, out_channels: params.units,
      groups: 1, input_offset: params.input_offset, output_offset: params.output_offset,
      activation_min: params.activation_min, activation_max: params.activation_max)
  }

  private func packed(_ params: er_conv2d_s8_params) -> KernelCall {
    var window = params.window
    let channels = Int(params.out_channels)
    let runs = Int(er_packed_runs(&window) * window.kernel_h)
    let length = Int(er_packed_run_inputs(&window, params.in_channels))
    let weights = UnpackedConstants(constants, channels: channels)
    var call = self
    call.kernel = UInt16(er_conv2d_packed_s8)
    call.params = members(of: params)
    call.constants =
      weights.stage(
        inputOffset: params.input_offset, outputOffset: params.output_offset,
        activation: params.activation_min...params.activation_max
      ) { channel in weights.values[channel * runs * length..<(channel + 1) * runs * length] }
      + weights.quads(runs: runs, length: length)
    return call
  }

  private var packedDepthwise: KernelCall {
    let params = unpacked(as: er_depthwise_conv2d_s8_params.self)
    guard params.depth_multiplier == 1 else { return self }
    let channels = Int(params.in_channels)
    let weights = UnpackedConstants(constants, channels: channels)
    var call = self
    call.kernel = UInt16(er_depthwise_conv2d_packed_s8)
    call.constants =
      weights.stage(
        inputOffset: params.input_offset, outputOffset: params.output_offset,
        activation: params.activation_min...params.activation_max
      ) { channel in
        let taps = stride(from: channel, to: weights.values.count, by: channels)
        return ArraySlice(taps.map { weights.values[$0] })
      } + weights.values.map { UInt8(bitPattern: $0) }
    return call
  }

  func unpacked<Params: BitwiseCopyable>(as type: Params.Type) -> Params {
    params.withUnsafeBytes { $0.loadUnaligned(as: type) }
  }
}

/// Bias, multiplier, shift and weights as the kernels without packing have them.
struct UnpackedConstants {
  let bias, multipliers, shifts: [Int32]
  let values: [Int8]

  init(bias: [Int32], multipliers: [Int32], shifts: [Int32], values: [Int8]) {
    self.bias = bias
    self.multipliers = multipliers
    self.shifts = shifts
    self.values = values
  }

  init(_ bytes: [UInt8], channels: Int) {
    let numbers = bytes.prefix(12 * channels).withUnsafeBytes { bytes in
      (0..<3 * channels).map { index in
        Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * index, as: Int32.self))
      }
    }
    bias = Array(numbers[..<channels])
    multipliers = Array(numbers[channels..<2 * channels])
    shifts = Array(numbers[(2 * channels)...])
    values = bytes.dropFirst(12 * channels).map { Int8(bitPattern: $0) }
  }

  /// All constants but the weights, as conv2d_packed_s8.h has them.
  func stage(
    inputOffset: Int32, outputOffset: Int32, activation: ClosedRange<Int32>,
    weights: (_ channel: Int) -> ArraySlice<Int8>
  ) -> [UInt8] {
    let results =
      Int(activation.lowerBound - outputOffset)...Int(activation.upperBound - outputOffset)
    var (biases, forms): ([Int32], [FloatForm?]) = ([], [])
    for channel in bias.indices {
      var (sum, magnitude): (Int32, Int) = (0, 0)
      for weight in weights(channel) {
        sum += Int32(weight)
        magnitude += Int(weight.magnitude)
      }
      biases.append(bias[channel] &+ (inputOffset - 128) &* sum)
      forms.append(
        FloatForm(
          Multiplier(value: multipliers[channel], shift: shifts[channel]),
          reach: 255 * magnitude + Int(bias[channel].magnitude), results: results))
    }
    return bytes(of: biases) + bytes(of: multipliers) + bytes(of: shifts)
      + bytes(of: forms.map { Int32(bitPattern: ($0?.scale ?? 0).bitPattern) })
      + bytes(of: forms.map { Int32(bitPattern: ($0?.half ?? 0).bitPattern) })
      + bytes(of: forms.map { $0?.exception ?? .min })
  }

  /// The weights, `[channels][runs][length]`, in panels of 16 channels, each of
  /// `[runs][quads of a run][channels of the panel][4]`.
  func quads(runs: Int, length: Int) -> [UInt8] {
    let (channels, quads) = (bias.count, (length + 3) / 4)
    return [UInt8](unsafeUninitializedCapacity: channels * runs * quads * 4) { packed, count in
      count = channels * runs * quads * 4
      packed.initialize(repeating: 0)
      values.withUnsafeBufferPointer { values in
        for channel in 0..<channels {
          let first = channel / 16 * 16
          let width = min(16, channels - first)
          let panel = first * runs * quads * 4 + (channel - first) * 4
          for run in 0..<runs {
            for position in 0..<length {
              let quad = (run * quads + position / 4) * 4 * width
              packed[panel + quad + position % 4] = UInt8(
                bitPattern: values[(channel * runs + run) * length + position])
            }
          }
        }
      }
    }
  }
}
