import CEdgeKernels
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Testing

/// What has its weights packed for Cortex-M, and what stays as it is.
@Suite struct PairingTests {
  @Test("Weights of two channels share a halfword, inputs 0 and 2 before 1 and 3")
  func weightsArePaired() {
    let call = Self.call(weights: [1, 2, 3, 4, -1, -2, -3, -4], channels: 2).paired
    #expect(call.kernel == UInt16(er_conv2d_paired_s8))
    let halves = call.constants.suffix(16).withUnsafeBytes { bytes in
      (0..<8).map { bytes.loadUnaligned(fromByteOffset: 2 * $0, as: Int16.self) }
    }
    #expect(halves == [-255, -765, 0, 0, -510, -1020, 0, 0])
    #expect(call.scratchBytes == 8)
  }

  @Test("Four channels and their four inputs take a byte a weight and sixteen bytes a channel")
  func constantsAreSmall() {
    let call = Self.call(weights: Array(repeating: 1, count: 16), channels: 4).paired
    #expect(call.constants.count == 4 * 16 + 16)
  }

  @Test("Two weights that do not fit a halfword leave the call as it is")
  func overflowsAreNotPaired() {
    let fits = Self.call(weights: [-128, 0, 0, 0, -127, 0, 0, 0], channels: 2)
    #expect(fits.paired.kernel == UInt16(er_conv2d_paired_s8))
    let overflows = Self.call(weights: [-1, 0, 0, 0, -128, 0, 0, 0], channels: 2)
    #expect(overflows.paired == overflows)
  }

  @Test(
    "A channel for which the fast rounding is not exact leaves the call as it is",
    arguments: [
      [0, 0x4000_0000, 0], [0, 0x4000_0000, -23], [0, -0x4000_0000, -5],
      [0x4000_0000, 0x4000_0000, -5], [Int32.min, 0x4000_0000, -5],
    ] as [[Int32]])
  func boundsAreKept(stage: [Int32]) {
    let call = Self.call(
      weights: [1, 1, 1, 1], channels: 1, bias: stage[0], multiplier: stage[1], shift: stage[2])
    #expect(call.paired == call)
  }

  @Test("Sums of an odd channel that 24 bits do not hold leave the call as it is")
  func largeSumsAreNotPaired() {
    let even = Self.call(weights: Array(repeating: 127, count: 520), channels: 1)
    #expect(even.paired.kernel == UInt16(er_conv2d_paired_s8))
    let odd = Self.call(weights: Array(repeating: 127, count: 1040), channels: 2)
    #expect(odd.paired == odd)
  }

  private static func call(
    weights: [Int8], channels: Int, bias: Int32 = 0, multiplier: Int32 = 1 << 30,
    shift: Int32 = -5
  ) -> KernelCall {
    let stages = [bias, multiplier, shift].flatMap { Array(repeating: $0, count: channels) }
    let bytes = stages.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * Int32($0))) }
    }
    return KernelCall(
      kernel: UInt16(er_fully_connected_s8), inputs: [], outputs: [],
      params: [Int32(weights.count / channels), Int32(channels), 3, -5, -128, 127],
      constants: bytes + weights.map { UInt8(bitPattern: $0) }, rows: 1, windows: [])
  }
}
