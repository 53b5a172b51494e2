import CEdgeKernels
import Testing

/// What kernels say to calls whose views are one byte, read over and over, and may be any size.
@Suite struct AcceptanceTests {
  private static var view: er_view {
    er_view(
      base: nil, slots: nil, pixel_bytes: 0, row_bytes: 0, ring: 65_536, width: 65_536, channels: 1)
  }

  private static func accepts<Params>(
    _ kernel: Int, _ params: Params, constants: [UInt8] = [], firstRow: Int32 = 0,
    scratch: Int32 = 0, outputChannels: Int32 = 1
  ) -> Bool {
    var views = [view, view]
    views[1].channels = outputChannels
    return views.withUnsafeBufferPointer { views in
      constants.withUnsafeBytes { constants in
        withUnsafePointer(to: params) { params in
          var call = er_call(
            inputs: views.baseAddress, outputs: views.baseAddress! + 1,
            constants: constants.baseAddress, scratch: nil, params: params, first_row: firstRow,
            row_count: 1, row_step: 1)
          var limits = er_limits(
            input_count: 1, output_count: 1, constants_bytes: Int32(constants.count),
            scratch_bytes: scratch, alignment: 16)
          return er_accepts(UInt16(kernel), &call, &limits) != 0
        }
      }
    }
  }

  /// One output pixel.
  private static func window(
    _ size: Int32, kernel: (Int32, Int32), dilation: Int32 = 1, pad: Int32 = 0
  ) -> er_window {
    er_window(
      in_height: size, in_width: size, out_height: 1, out_width: 1, kernel_h: kernel.0,
      kernel_w: kernel.1, stride_h: 1, stride_w: 1, dilation_h: 1, dilation_w: dilation,
      pad_top: 0, pad_left: pad)
  }

  @Test("Average pools have less than 2^31 / 255 taps inside the image, so that sums are int32")
  func averagePools() {
    func accepts(_ size: Int32, _ kernel: Int32) -> Bool {
      let params = er_average_pool_s8_params(
        window: Self.window(size, kernel: (kernel, kernel)), input_count: 1, activation_min: -128,
        activation_max: 127)
      return Self.accepts(er_average_pool_s8, params)
    }
    #expect(accepts(65_536, 2_901))
    #expect(accepts(2_901, 65_536))
    #expect(!accepts(65_536, 2_902))
    #expect(!accepts(65_536, 65_536))
  }

  @Test("Kernels reach less than 2^20 positions", arguments: [(17, true), (18, false)])
  func reaches(taps: Int32, isAccepted: Bool) {
    let params = er_conv2d_s8_params(
      window: Self.window(1, kernel: (1, taps), dilation: 65_535, pad: 3), input_count: 1,
      in_channels: 1, out_channels: 1, groups: 1, input_offset: 0, output_offset: 0,
      activation_min: -128, activation_max: 127)
    let constants = [UInt8](repeating: 0, count: 12 + Int(taps))
    #expect(Self.accepts(er_conv2d_s8, params, constants: constants) == isAccepted)
  }

  @Test("What fills up weights is 0", arguments: 0..<4)
  func fillings(changed: Int) {
    let params = er_conv2d_packed_s8_params(
      window: Self.window(1, kernel: (1, 1)), input_count: 1, in_channels: 1, out_channels: 1,
      groups: 1, input_offset: 0, output_offset: 0, activation_min: -128, activation_max: 127)
    for (kernel, bytes) in [(er_conv2d_packed_s8, 20), (er_conv2d_dot_s8, 48)] {
      var constants = [UInt8](repeating: 0, count: bytes + (kernel == er_conv2d_dot_s8 ? 16 : 4))
      constants[bytes + changed] = 1
      #expect(Self.accepts(Int(kernel), params, constants: constants) == (changed == 0))
    }
  }

  @Test("Rows are counted up to 2^31 - 1", arguments: [(1, true), (2, false)])
  func rows(inHeight: Int32, isAccepted: Bool) {
    var params = er_max_pool_s8_params(
      window: Self.window(1, kernel: (1, 1)), input_count: 1, activation_min: -128,
      activation_max: 127)
    params.window.in_height = inHeight
    #expect(Self.accepts(er_max_pool_s8, params, firstRow: .max - 2) == isAccepted)
    #expect(!Self.accepts(er_max_pool_s8, params, firstRow: .max - 1))
  }

  @Test("Transposed convolutions may have any stride")
  func strides() {
    let params = er_transpose_conv_s8_params(
      in_height: 1, in_width: 1, out_height: 1, out_width: 1, kernel_h: 1, kernel_w: 1,
      stride_h: 1, stride_w: 1 << 30, pad_top: 0, pad_left: 0, in_channels: 1, out_channels: 1,
      input_offset: 0, output_offset: 0, activation_min: -128, activation_max: 127)
    #expect(
      Self.accepts(
        er_transpose_conv_s8, params, constants: [UInt8](repeating: 0, count: 13)))
  }

  private static func reduces(images: Int32, height: Int32, width: Int32) -> Bool {
    let params = er_reduce_s8_params(
      images: images, height: height, width: width, channels: 1, over_images: 1, over_rows: 1,
      over_pixels: 1, over_channels: 0, summary: 1, input_offset: 0, multiplier: 0, shift: 0,
      output_offset: 0)
    return accepts(er_reduce_s8, params, scratch: 4)
  }

  @Test("What is reduced is there, so that a call ends soon")
  func reduced() {
    #expect(Self.reduces(images: 1, height: 65_536, width: 65_536))
    #expect(Self.reduces(images: 65_536, height: 1, width: 1))
    #expect(!Self.reduces(images: 2, height: 32_769, width: 1))
    #expect(!Self.reduces(images: 1, height: 1, width: 65_537))
  }

  @Test("An image has no more rows than a stream has, or its view", arguments: [65_536, 65_537])
  func rowsOfImages(height: Int32) {
    let isAccepted = height == 65_536
    var params = er_max_pool_s8_params(
      window: Self.window(1, kernel: (1, 1)), input_count: 1, activation_min: -128,
      activation_max: 127)
    params.window.in_height = height
    #expect(Self.accepts(er_max_pool_s8, params) == isAccepted)
    let extremum = er_arg_extremum_s8_params(
      height: height, width: 1, channels: 1, largest: 1, index_bytes: 4)
    #expect(Self.accepts(er_arg_extremum_s8, extremum, outputChannels: 4) == isAccepted)
  }
}
