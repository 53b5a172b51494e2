import CEdgeKernels
import EdgeIR
import EdgeOperators
import Testing

@Suite struct PackingTests {
  @Test("A depthwise convolution of one channel into several is packed as a convolution")
  func oneChannelIsConvolved() throws {
    let quantization = Quantization(scale: 0.5, zeroPoint: 0)
    func tensor(_ shape: [Int], _ contents: [UInt8]? = nil) -> Tensor {
      Tensor(
        name: "t", type: TensorType(.int8, shape, quantization),
        contents: contents.map { .bytes($0) })
    }
    let weights = (0..<72).map { UInt8($0) }
    let call = try DepthwiseConv2D(multiplier: 8).lower(
      [tensor([1, 5, 5, 1]), tensor([1, 3, 3, 8], weights)], [tensor([1, 5, 5, 8])])[0].packed
    #expect(Int(call.kernel) == er_conv2d_packed_s8)
    // Bias, multiplier, shift, scale and half of 8 channels; then three rows of three taps, each
    // filled up to four. The first channel's taps are 0, 8 and 16.
    let quad = call.constants[(8 * 20)...].prefix(4)
    #expect(Array(quad) == [0, 8, 16, 0])
  }
}
