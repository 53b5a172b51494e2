#if arch(x86_64)
  import CEdgeKernels
  import Testing

  @Suite struct PreparationTests {
    /// What is prepared of rows of so many pixels of a convolution of 64 channels.
    private func preparation(
      width: Int32, kernelHeight: Int32 = 1, by prepare: er_prepare_call
    ) -> er_preparation {
      let window = er_window(
        in_height: 4, in_width: width, out_height: 4, out_width: width, kernel_h: kernelHeight,
        kernel_w: 1, stride_h: 1, stride_w: 1, dilation_h: 1, dilation_w: 1,
        pad_top: kernelHeight / 2, pad_left: 0)
      var params = er_conv2d_s8_params(
        window: window, input_count: 1, in_channels: 64, out_channels: 64, groups: 1,
        input_offset: 0, output_offset: 0, activation_min: -128, activation_max: 127)
      let memory = GuardedBytes(count: Int(4 * 64 * width))
      let constants = GuardedBytes(count: 64 * (Int(ER_PACKED_CHANNEL_BYTES) + 3 * 64))
      let view = er_view(
        base: memory.base, slots: nil, pixel_bytes: 64, row_bytes: 64 * width, ring: 4,
        width: width, channels: 64)
      return withUnsafePointer(to: &params) { params in
        [view, view].withUnsafeBufferPointer { views in
          var call = er_call(
            inputs: views.baseAddress, outputs: views.baseAddress, constants: constants.base,
            scratch: nil, params: params, first_row: 0, row_count: 4, row_step: 1)
          return prepare(&call, nil)
        }
      }
    }

    @Test("Rows for which matrix tiles do not pay are prepared as by AVX-512, others not")
    func tiles() {
      let few = preparation(width: 5, by: er_conv2d_packed_s8_avx512vnni_prepare)
      #expect(few.run != nil && few.bytes > 0 && few.bytes % Int32(ER_PREPARED_ALIGNMENT) == 0)
      #expect(preparation(width: 5, by: er_conv2d_packed_s8_amxint8_prepare).bytes == few.bytes)
      #expect(preparation(width: 64, by: er_conv2d_packed_s8_avx512vnni_prepare).run != nil)
      #expect(preparation(width: 64, by: er_conv2d_packed_s8_amxint8_prepare).run == nil)
    }

    @Test("Images of one column are computed on their sides, and not prepared")
    func columns() {
      #expect(
        preparation(width: 1, kernelHeight: 3, by: er_conv2d_packed_s8_avx512vnni_prepare).run
          == nil)
      #expect(
        preparation(width: 2, kernelHeight: 3, by: er_conv2d_packed_s8_avx512vnni_prepare).run
          != nil)
      #expect(preparation(width: 1, by: er_conv2d_packed_s8_avx512vnni_prepare).run != nil)
    }
  }
#endif
