import CEdgeKernels
import EdgeIR
import EdgeOperators
import EdgeTestSupport

extension KernelGenerator {
  static func packedConv2D(_ random: inout SeededGenerator) -> KernelCase {
    let outputs = random.int(1...random.pick(20, 90))
    return packed(
      convolution(
        &random, groups: 1, groupInputs: random.int(1...random.pick(9, 40)),
        groupOutputs: outputs), kernel: er_conv2d_s8)
  }

  static func packedDepthwiseConv2D(_ random: inout SeededGenerator) -> KernelCase {
    let inputs = random.int(1...random.pick(40, 200))
    return packed(
      depthwiseConvolution(&random, multiplier: 1, inputs: inputs), kernel: er_depthwise_conv2d_s8)
  }

  /// The same case with the params and constants that packing makes of it.
  private static func packed(_ kernelCase: KernelCase, kernel: Int) -> KernelCase {
    let call = KernelCall(
      kernel: UInt16(kernel), inputs: [], outputs: [],
      params: kernelCase.params.withUnsafeBytes { Array($0.bindMemory(to: Int32.self)) },
      constants: kernelCase.constants, rows: 0, windows: []
    ).packed
    var changed = kernelCase
    changed.constants = call.constants
    return changed
  }
}
