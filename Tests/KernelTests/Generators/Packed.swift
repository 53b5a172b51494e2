import CEdgeKernels
import EdgeIR
import EdgeOperators
import EdgeTestSupport

extension KernelGenerator {
  /// Some have enough of whole panels for matrix tiles to pay.
  static func packedConv2D(_ random: inout SeededGenerator) -> KernelCase {
    let isLarge = random.oneIn(4)
    let outputs = isLarge ? 16 * random.int(1...12) : random.int(1...random.pick(20, 90, 300))
    let most = random.pick(9, 40)
    let inputs =
      isLarge
      ? random.int(24...90) : random.oneIn(3) ? 4 * random.int(1...10) : random.int(1...most)
    return packed(
      convolution(&random, groups: 1, groupInputs: inputs, groupOutputs: outputs),
      kernel: er_conv2d_s8)
  }

  /// Some are 3 x 3 windows over one vector of channels, which may be read where they lie.
  static func packedDepthwiseConv2D(_ random: inout SeededGenerator) -> KernelCase {
    let most = random.pick(40, 40, 200, 700)
    let inputs =
      random.oneIn(4)
      ? 64 * random.int(1...3)
      : random.oneIn(3) ? 4 * random.int(1...4) : random.int(1...most)
    let window = random.oneIn(5) ? RandomWindow.common(using: &random) : nil
    return packed(
      depthwiseConvolution(
        &random, window: window, multiplier: 1, inputs: window == nil ? inputs : 64),
      kernel: er_depthwise_conv2d_s8)
  }

  /// A sum of products that is its own definition.
  static func packedAdd(_ random: inout SeededGenerator) -> KernelCase {
    let stage = OutputStage(using: &random)
    let shape = random.smallShape()
    let largest = random.pick(1 << 10, 1 << 22)
    let params = er_add_packed_s8_params(
      width: Int32(shape.width), channels: Int32(shape.channels),
      coefficient1: Int32(random.int(-largest...largest)),
      coefficient2: Int32(random.int(-largest...largest)),
      fraction1: random.oneIn(2) ? 0 : Int32(random.int8()),
      fraction2: random.oneIn(2) ? 0 : Int32(random.int8()),
      constant: Int32(random.int(-1 << 29...1 << 29)),
      rounding: Int32(random.int(-1 << 29...1 << 29)), shift: Int32(random.int(1...30)),
      rounds_away: random.oneIn(2) ? 1 : 0, output_offset: stage.offset,
      activation_min: stage.low, activation_max: stage.high)
    return elementwise(shape, bytes(of: params), using: &random) { x1, x2 in
      let sum =
        Int(x1) * Int(params.coefficient1) + Int(x2) * Int(params.coefficient2)
        + (Int(x1) * Int(params.fraction1) + Int(x2) * Int(params.fraction2)) >> 8
        + Int(params.constant)
      let kept = Int(Int32(truncatingIfNeeded: sum))
      let away = params.rounds_away != 0 && kept < 0 ? 1 : 0
      let rounded = Int32(truncatingIfNeeded: kept + Int(params.rounding) - away)
      let result = Int(rounded) >> Int(params.shift) + Int(stage.offset)
      return Int8(min(max(result, Int(stage.low)), Int(stage.high)))
    }
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

  static func foldedConv2D(_ random: inout SeededGenerator) -> KernelCase {
    let outputs = random.int(1...20)
    while true {
      var plain = convolution(
        &random, groups: 1, groupInputs: random.int(1...random.pick(9, 40)),
        groupOutputs: outputs)
      let call = call(plain, kernel: er_conv2d_s8).folded
      guard call.kernel == UInt16(er_conv2d_folded_s8) else { continue }
      plain.constants = call.constants
      plain.scratchBytes = call.scratchBytes
      return plain
    }
  }

  /// The same case with the params and constants that packing makes of it.
  static func packed(_ kernelCase: KernelCase, kernel: Int) -> KernelCase {
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
