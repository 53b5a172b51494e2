import CEdgeKernels
import Testing

/// What kernels say to calls whose views are one byte, read over and over, and may be any size.
@Suite struct AcceptanceTests {
  private static var view: er_view {
    er_view(base: nil, slots: nil, pixel_bytes: 0, row_bytes: 0, ring: 1, width: 1, channels: 1)
  }

  private static func accepts<Params>(
    _ kernel: Int, _ params: Params, constants: [UInt8] = [], firstRow: Int32 = 0
  ) -> Bool {
    let views = [view, view]
    return views.withUnsafeBufferPointer { views in
      constants.withUnsafeBytes { constants in
        withUnsafePointer(to: params) { params in
          var call = er_call(
            inputs: views.baseAddress, outputs: views.baseAddress! + 1,
            constants: constants.baseAddress, scratch: nil, params: params, first_row: firstRow,
            row_count: 1, row_step: 1)
          var limits = er_limits(
            input_count: 1, output_count: 1, constants_bytes: Int32(constants.count),
            scratch_bytes: 0, alignment: 16)
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
}
