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

  static func dotConv2D(_ random: inout SeededGenerator) -> KernelCase {
    let outputs = random.int(1...random.pick(20, 90))
    let plain = convolution(
      &random, groups: 1, groupInputs: random.int(1...random.pick(9, 40)), groupOutputs: outputs)
    var changed = plain
    changed.constants = call(plain, kernel: er_conv2d_s8).packedForDots.constants
    return changed
  }

  static func pairedConv2D(_ random: inout SeededGenerator) -> KernelCase {
    let plain = convolution(
      &random, groups: 1, groupInputs: random.oneIn(2) ? 4 * random.int(1...5) : random.int(1...9),
      groupOutputs: random.int(1...20), isPairable: true)
    let call = call(plain, kernel: er_conv2d_s8).paired
    var changed = plain
    changed.constants = call.constants
    changed.scratchBytes = call.scratchBytes
    return changed
  }

  /// The same case with the params and constants that packing makes of it.
  private static func packed(_ kernelCase: KernelCase, kernel: Int) -> KernelCase {
    var changed = kernelCase
    changed.constants = call(kernelCase, kernel: kernel).packed.constants
    return changed
  }

  private static func call(_ kernelCase: KernelCase, kernel: Int) -> KernelCall {
    KernelCall(
      kernel: UInt16(kernel), inputs: [], outputs: [],
      params: kernelCase.params.withUnsafeBytes { Array($0.bindMemory(to: Int32.self)) },
      constants: kernelCase.constants, rows: 0, windows: [])
  }
}
