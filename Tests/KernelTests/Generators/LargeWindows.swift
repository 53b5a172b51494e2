import CEdgeKernels
import EdgeTestSupport

/// Windows whose rows fill the buffers that kernels stage them in, or nearly so, or do not fit.
extension KernelGenerator {
  static let large = [
    KernelGenerator(kernel: "conv2d_packed_s8") { random in
      let (window, inputs) = random.largeWindow(rows: 1...1600)
      let outputs = random.pick(random.int(1...3), 16)
      return packed(
        convolution(&random, window: window, groups: 1, groupInputs: inputs, groupOutputs: outputs),
        kernel: er_conv2d_s8)
    },
    KernelGenerator(kernel: "depthwise_conv2d_packed_s8") { random in
      let (window, inputs) = random.largeWindow(rows: 1...280)
      return packed(
        depthwiseConvolution(&random, window: window, multiplier: 1, inputs: inputs),
        kernel: er_depthwise_conv2d_s8)
    },
    KernelGenerator(kernel: "average_pool_s8") { random in
      let (window, channels) = random.largeWindow(rows: 1...280)
      return averagePool(&random, window, channels: channels)
    },
    KernelGenerator(kernel: "max_pool_s8") { random in
      let (window, channels) = random.largeWindow(rows: 1...280)
      return maxPool(&random, window, channels: channels)
    },
    KernelGenerator(kernel: "transpose_conv_s8", make: wideTransposeConv),
  ]
}

extension SeededGenerator {
  /// A window and its channels. Buffers have some 20 to 40 KiB.
  fileprivate mutating func largeWindow(rows: ClosedRange<Int>) -> (RandomWindow, channels: Int) {
    let height = oneIn(3) ? int(1...min(5, rows.upperBound)) : int(rows)
    let channels = pick(1, 1, 2, 3, 4, 5, int(1...70))
    let pixels = pick(16, 24, 24, 40) << 10 / (height * channels)
    let kernelWidth = int(1...3)
    let width = pick(max(1, pixels + int(-3...3)), int(1...64))
    return (
      RandomWindow(height: height, width: width + kernelWidth - 1, kernelWidth: kernelWidth),
      channels
    )
  }
}
