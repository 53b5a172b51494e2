import CEdgeKernels
import EdgeIR
import EdgeOperators
import Testing

/// What has its constants laid out for Helium, and what stays as it is.
@Suite struct FoldingTests {
  @Test("The input's offset moves into biases, and channels are filled up to four")
  func offsetsAreFolded() {
    let call = Self.call(weights: [1, 2, 3, -1, -1, -1], channels: 2, bias: 10, shift: -5).folded
    #expect(call.kernel == UInt16(er_conv2d_folded_s8))
    #expect(call.scratchBytes == 0)
    let numbers = call.constants.prefix(48).withUnsafeBytes { bytes in
      (0..<12).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Int32.self) }
    }
    let half = Int32(1 << 30)
    let stages: [Int32] = [28, 1, 0, 0, half, half, 0, 0, -5, -5, 0, 0]
    let weights: [UInt8] = [1, 2, 3, 255, 255, 255, 0, 0, 0, 0, 0, 0]
    #expect(numbers == stages)
    #expect(Array(call.constants.dropFirst(48)) == weights)
  }

  @Test("A sum that is shifted to the left leaves the call as it is")
  func leftShiftsAreNotFolded() {
    let call = Self.call(weights: [1, 2], channels: 1, bias: 0, shift: 1)
    #expect(call.folded == call)
    let unshifted = Self.call(weights: [1, 2], channels: 1, bias: 0, shift: 0)
    #expect(unshifted.folded.kernel == UInt16(er_conv2d_folded_s8))
  }

  private static func call(
    weights: [Int8], channels: Int, bias: Int32, shift: Int32
  ) -> KernelCall {
    let half: Int32 = 1 << 30
    let stages: [Int32] = [bias, half, shift].flatMap { Array(repeating: $0, count: channels) }
    let bytes: [UInt8] = stages.flatMap { (value: Int32) in
      (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * Int32($0))) }
    }
    return KernelCall(
      kernel: UInt16(er_fully_connected_s8), inputs: [], outputs: [],
      params: [Int32(weights.count / channels), Int32(channels), 3, -5, -128, 127],
      constants: bytes + weights.map { UInt8(bitPattern: $0) }, rows: 1, windows: [])
  }
}
