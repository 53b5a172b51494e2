import EdgeTestSupport

/// How to make random cases of one kernel: one row a kernel.
struct KernelGenerator: Sendable {
  let kernel: String
  let make: @Sendable (inout SeededGenerator) -> KernelCase

  static let all = [
    KernelGenerator(kernel: "conv2d_s8", make: conv2d),
    KernelGenerator(kernel: "depthwise_conv2d_s8", make: depthwiseConv2D),
    KernelGenerator(kernel: "fully_connected_s8", make: fullyConnected),
    KernelGenerator(kernel: "average_pool_s8", make: averagePool),
    KernelGenerator(kernel: "max_pool_s8", make: maxPool),
    KernelGenerator(kernel: "concat_s8", make: concat),
    KernelGenerator(kernel: "add_s8", make: add),
    KernelGenerator(kernel: "add_n_s8", make: addMany),
    KernelGenerator(kernel: "mul_s8", make: multiply),
    KernelGenerator(kernel: "pad_s8", make: pad),
    KernelGenerator(kernel: "softmax_s8", make: softmax),
    KernelGenerator(kernel: "lookup_s8", make: lookup),
    KernelGenerator(kernel: "difference_s8", make: difference),
    KernelGenerator(kernel: "extremum_s8", make: extremum),
    KernelGenerator(kernel: "prelu_s8", make: prelu),
    KernelGenerator(kernel: "log_softmax_s8", make: logSoftmax),
    KernelGenerator(kernel: "l2_normalize_s8", make: l2Normalize),
    KernelGenerator(kernel: "reduce_s8", make: reduce),
    KernelGenerator(kernel: "arg_extremum_s8", make: argExtremum),
    KernelGenerator(kernel: "batch_matmul_s8", make: batchMatMul),
    KernelGenerator(kernel: "quantize_f32", make: quantize),
    KernelGenerator(kernel: "dequantize_f32", make: dequantize),
    KernelGenerator(kernel: "rescale", make: rescale),
    KernelGenerator(kernel: "rearrange", make: rearrange),
    KernelGenerator(kernel: "gather", make: gather),
    KernelGenerator(kernel: "resize_bilinear_s8", make: resizeBilinear),
    KernelGenerator(kernel: "transpose_conv_s8", make: transposeConv),
    KernelGenerator(kernel: "running_sum_s8", make: runningSum),
    KernelGenerator(kernel: "mean_of_sum_s8", make: meanOfSum),
    KernelGenerator(kernel: "running_dot_s8", make: runningDot),
    KernelGenerator(kernel: "requantize_sums_s8", make: requantizeSums),
    KernelGenerator(kernel: "conv2d_sums_s8", make: conv2dSums),
    KernelGenerator(kernel: "svdf_s8", make: svdf),
    KernelGenerator(kernel: "lstm_s8", make: lstm),
    KernelGenerator(kernel: "conv2d_packed_s8", make: packedConv2D),
    KernelGenerator(kernel: "depthwise_conv2d_packed_s8", make: packedDepthwiseConv2D),
    KernelGenerator(kernel: "add_packed_s8", make: packedAdd),
    KernelGenerator(kernel: "conv2d_dot_s8", make: dotConv2D),
    KernelGenerator(kernel: "conv2d_paired_s8", make: pairedConv2D),
    KernelGenerator(kernel: "conv2d_folded_s8", make: foldedConv2D),
  ]

  static func named(_ kernel: String) -> KernelGenerator? {
    all.first { $0.kernel == kernel }
  }
}
