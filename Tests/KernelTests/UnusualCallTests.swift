import CEdgeKernels
import Testing

/// Calls that random cases hardly ever are.
@Suite struct UnusualCallTests {
  private static func variants(_ kernel: String) -> [Variant] {
    Variant.accelerated.filter { $0.kernel == kernel && $0.prepare == nil }
  }

  /// Runs a call of one row on views of `bytes`, the inputs first, and returns them afterwards.
  private static func bytes<Params>(
    after variant: Variant, _ params: Params, on bytes: [Int8], at offsets: [Int], width: Int,
    channels: Int
  ) -> [Int8] {
    var bytes = bytes
    bytes.withUnsafeMutableBytes { bytes in
      let views = offsets.map { offset in
        er_view(
          base: bytes.baseAddress! + offset, slots: nil, pixel_bytes: Int32(channels),
          row_bytes: Int32(width * channels), ring: 1, width: Int32(width),
          channels: Int32(channels))
      }
      views.withUnsafeBufferPointer { views in
        withUnsafePointer(to: params) { params in
          var call = er_call(
            inputs: views.baseAddress, outputs: views.baseAddress! + offsets.count - 1,
            constants: nil, scratch: nil, params: params, first_row: 0, row_count: 1, row_step: 1)
          variant.run(&call)
        }
      }
    }
    return bytes
  }

  @Test(
    "Softmax that a changed program stores over channels to be read stays within its table",
    arguments: variants("softmax_s8"))
  func softmaxOverItself(variant: Variant) {
    let params = er_softmax_s8_params(
      width: 1, channels: 300, input_multiplier: 1 << 30, input_left_shift: 22, diff_min: -496,
      output_bits: 8)
    let found = Self.bytes(
      after: variant, params, on: [Int8](repeating: -128, count: 301), at: [0, 1], width: 1,
      channels: 300)
    // Each result of -127 lies above the largest channel when it is read, and counts 0.
    #expect(found == (0...300).map { $0 % 2 == 0 ? -128 : -127 })
  }

  @Test(
    "A sum whose smaller scale is all but the larger one is the scalar variant's for all pairs",
    arguments: variants("add_s8"), [false, true])
  func nearlyEqualScales(variant: Variant, isSwapped: Bool) throws {
    let scalar = try #require(Variant.scalar.first { $0.kernel == variant.kernel })
    let half: (Int32, Int32) = (1 << 30, 0)
    let nearlyHalf: (Int32, Int32) = (.max, -1)
    let (first, second) = isSwapped ? (nearlyHalf, half) : (half, nearlyHalf)
    let params = er_add_s8_params(
      width: 256, channels: 256, left_shift: 20, offset1: 7, multiplier1: first.0,
      shift1: first.1, offset2: -3, multiplier2: second.0, shift2: second.1, output_offset: 5,
      output_multiplier: 1_500_000_001, output_shift: -19, activation_min: -128,
      activation_max: 127)
    let all = (0..<65536).map { Int8(truncatingIfNeeded: $0) }
    let each = (0..<65536).map { Int8(truncatingIfNeeded: $0 >> 8) }
    let found = [variant, scalar].map { variant in
      Self.bytes(
        after: variant, params, on: all + each + [Int8](repeating: 0, count: 65536),
        at: [0, 65536, 131072], width: 256, channels: 256)
    }
    #expect(found[0] == found[1])
  }
}
