import CEdgeKernels
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Testing

@Suite struct AdditionFormTests {
  private static func addition(_ scales: [Float], _ zeroPoints: [Int32]) throws -> KernelCall {
    let tensors = zip(scales, zeroPoints).map { scale, zeroPoint in
      let quantization = Quantization(scale: scale, zeroPoint: zeroPoint)
      return Tensor(name: "t", type: TensorType(.int8, [1, 256, 256, 1], quantization))
    }
    return try Add().lower([tensors[0], tensors[1]], [tensors[2]])[0]
  }

  /// The sums of all pairs of inputs.
  private static func allSums(_ call: KernelCall) -> [Int8] {
    let values = (-128...127).map { Int8($0) }
    var bytes =
      values.flatMap { value in values.map { _ in value } } + values.flatMap { _ in values }
    bytes += [Int8](repeating: 0, count: 1 << 16)
    bytes.withUnsafeMutableBytes { memory in
      let views = (0..<3).map { index in
        er_view(
          base: memory.baseAddress.map { $0 + (index << 16) }, slots: nil, pixel_bytes: 1,
          row_bytes: 256, ring: 256, width: 256, channels: 1)
      }
      views.withUnsafeBufferPointer { views in
        call.params.withUnsafeBytes { params in
          var arguments = er_call(
            inputs: views.baseAddress, outputs: views.baseAddress.map { $0 + 2 }, constants: nil,
            scratch: nil, params: params.baseAddress, first_row: 0, row_count: 256, row_step: 1)
          er_resolve(call.kernel)(&arguments)
        }
      }
    }
    return Array(bytes[(2 << 16)...])
  }

  @Test("A packed addition gives the same for all pairs, whatever the scales")
  func allPairsAgree() throws {
    var random = SeededGenerator(seed: 3)
    var packed = 0
    for _ in 0..<60 {
      let scales = (0..<3).map { _ in
        random.oneIn(3) ? 0.5 : Float(random.int(1...3000)) / 1000
      }
      let zeroPoints = scales.map { _ in Int32(random.int(-128...127)) }
      let call = try Self.addition(scales, zeroPoints)
      if call.packed == call { continue }
      packed += 1
      #expect(Self.allSums(call.packed) == Self.allSums(call), "\(scales), \(zeroPoints)")
    }
    #expect(packed >= 45, "\(packed) of 60")
  }

  @Test("Equal scales, whose sums tie, are packed too")
  func tiesArePacked() throws {
    let call = try Self.addition([0.5, 0.5, 1], [3, -5, 0])
    #expect(Int(call.packed.kernel) == er_add_packed_s8)
    #expect(Self.allSums(call.packed) == Self.allSums(call))
  }
}
