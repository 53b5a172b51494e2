#if arch(x86_64)
  import CEdgeKernels
  import Testing

  @Suite struct PreparationTests {
    /// What is prepared of rows of so many pixels of a convolution.
    ///
    /// - Parameter isApart: whether the output lies behind the input rather than over it.
    private func preparation(
      width: Int32, kernelHeight: Int32 = 1, inputs: Int32 = 64, outputs: Int32 = 64,
      isApart: Bool = false, by prepare: er_prepare_call
    ) -> er_preparation {
      let window = er_window(
        in_height: 4, in_width: width, out_height: 4, out_width: width, kernel_h: kernelHeight,
        kernel_w: 1, stride_h: 1, stride_w: 1, dilation_h: 1, dilation_w: 1,
        pad_top: kernelHeight / 2, pad_left: 0)
      var params = er_conv2d_s8_params(
        window: window, input_count: 1, in_channels: inputs, out_channels: outputs, groups: 1,
        input_offset: 0, output_offset: 0, activation_min: -128, activation_max: 127)
      let memory = GuardedBytes(count: Int(4 * width * (inputs + outputs)))
      let constants = GuardedBytes(
        count: Int(outputs) * (Int(ER_PACKED_CHANNEL_BYTES) + Int(kernelHeight * inputs)))
      let input = er_view(
        base: memory.base, slots: nil, pixel_bytes: inputs, row_bytes: inputs * width, ring: 4,
        width: width, channels: inputs)
      let output = er_view(
        base: memory.base + (isApart ? Int(4 * width * inputs) : 0), slots: nil,
        pixel_bytes: outputs, row_bytes: outputs * width, ring: 4, width: width, channels: outputs)
      return withUnsafePointer(to: &params) { params in
        [input, output].withUnsafeBufferPointer { views in
          var call = er_call(
            inputs: views.baseAddress, outputs: views.baseAddress.map { $0 + 1 },
            constants: constants.base,
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
      let short = preparation(width: 5, kernelHeight: 30, by: er_conv2d_packed_s8_amxint8_prepare)
      #expect(short.run != nil, "products enough, but too few pixels for a tile")
    }

    @Test("What cannot be staged is not prepared, wherever it lies", arguments: [false, true])
    func places(isApart: Bool) {
      let many = preparation(
        width: 1, inputs: 24_580, outputs: 65, isApart: isApart,
        by: er_conv2d_packed_s8_avx512vnni_prepare)
      #expect(many.run == nil && many.bytes == 0)
      let fewer = preparation(
        width: 1, inputs: 24_576, outputs: 65, isApart: isApart,
        by: er_conv2d_packed_s8_avx512vnni_prepare)
      #expect(fewer.run != nil)
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
