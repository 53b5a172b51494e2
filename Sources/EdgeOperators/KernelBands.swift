internal import CEdgeKernels

/// Which kernels compute bands of rows in any order, and so at the same time.
package enum KernelBands {
  /// Those that keep nothing from row to row, be it a state, the output's row before or scratch,
  /// and of which a call writes the rows it names and no others. A new kernel is none until it is
  /// here.
  package static let independent = Set(
    [
      er_conv2d_s8, er_depthwise_conv2d_s8, er_fully_connected_s8, er_average_pool_s8,
      er_max_pool_s8, er_concat_s8, er_add_s8, er_mul_s8, er_pad_s8, er_softmax_s8, er_lookup_s8,
      er_add_n_s8, er_difference_s8, er_extremum_s8, er_prelu_s8, er_log_softmax_s8,
      er_l2_normalize_s8, er_arg_extremum_s8, er_quantize_f32, er_dequantize_f32, er_rescale,
      er_rearrange, er_gather, er_resize_bilinear_s8, er_transpose_conv_s8,
      er_requantize_sums_s8, er_conv2d_sums_s8, er_conv2d_packed_s8,
      er_depthwise_conv2d_packed_s8, er_add_packed_s8, er_conv2d_dot_s8,
    ].map { UInt16($0) })
}
