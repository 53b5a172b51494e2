import EdgeIR
import EdgeOperators
import Testing

@Suite struct AttributeTests {
  @Test func `names of operators are unique`() {
    let names = catalog.map { $0.name }
    #expect(Set(names).count == names.count)
  }

  /// Extents of windows, TensorFlow's way: `ceil(input / stride)` for same, whole windows for
  /// valid.
  @Test(arguments: [
    (7, 3, 1, 1, 7, 5), (7, 3, 2, 1, 4, 3), (8, 3, 2, 1, 4, 3), (5, 1, 2, 1, 3, 3),
    (9, 3, 1, 2, 9, 5), (224, 7, 4, 1, 56, 55),
  ])
  func `windows are counted as TensorFlow counts them`(
    input: Int, kernel: Int, stride: Int, dilation: Int, same: Int, valid: Int
  ) throws {
    for (padding, expected) in [(Padding.same, same), (.valid, valid)] {
      let op = Conv2D(
        stride: Extent2D(stride, stride), dilation: Extent2D(dilation, dilation), padding: padding)
      let types = try op.outputTypes(for: [
        .quantized([1, input, input, 2], 1), .quantized([3, kernel, kernel, 2], 1),
      ])
      #expect(types.map(\.shape) == [[1, expected, expected, 3]])
    }
  }

  @Test(arguments: [
    (Conv2D(stride: Extent2D(0, 1)), "stride: expected 1 to 65536, found 0"),
    (Conv2D(dilation: Extent2D(1, 0)), "dilation: expected 1 to 65536, found 0"),
    (Conv2D(groups: 0), "groups: expected a divisor of 2 input and 3 output channels, found 0"),
    (
      Conv2D(padding: .explicit(top: -1, bottom: 0, left: 0, right: 0)),
      "padding: expected 0 to 65536, found -1"
    ),
    (
      Conv2D(activation: .clamp(min: 2, max: 1)),
      "activation: expected min <= max, found min 2.0, max 1.0"
    ),
  ])
  func `bad attributes are named`(op: Conv2D, message: String) {
    let error = #expect(throws: OperatorError.self) {
      try op.outputTypes(for: [.quantized([1, 8, 8, 2], 1), .quantized([3, 3, 3, 2], 1)])
    }
    #expect(error?.description == message)
  }

  @Test func `a window larger than the padded input is refused`() {
    let error = #expect(throws: OperatorError.self) {
      try Conv2D(padding: .valid).outputTypes(for: [
        .quantized([1, 2, 8, 2], 1), .quantized([3, 3, 3, 2], 1),
      ])
    }
    #expect(
      error?.description == "window: expected at most the padded input's 2 positions, found 3")
  }

  @Test func `an accumulator that could overflow is refused, and one below is not`() throws {
    func lower(depth: Int) throws(OperatorError) {
      let weights = TensorType.quantized([1, depth], 1)
      let x = Tensor(name: "x", type: .quantized([1, depth], 1, 127))
      let w = Tensor(
        name: "w", type: weights,
        contents: .bytes(Array(repeating: UInt8(bitPattern: -128), count: depth)))
      let y = Tensor(name: "y", type: .quantized([1, 1], 1))
      _ = try FullyConnected().lower([x, w], [y])
    }
    let most = (1 << 31 - 1) / (128 * 255)
    try lower(depth: most)
    let error = #expect(throws: OperatorError.self) { try lower(depth: most + 1) }
    #expect(error == .accumulatorOverflow(channel: 0, bound: (most + 1) * 128 * 255))
  }

  @Test func `weights with a zero point are refused`() {
    let x = Tensor(name: "x", type: .quantized([1, 2], 1))
    let w = Tensor(name: "w", type: .quantized([1, 2], 1, 3), contents: .bytes([1, 2]))
    let y = Tensor(name: "y", type: .quantized([1, 1], 1))
    let error = #expect(throws: OperatorError.self) {
      try FullyConnected().lower([x, w], [y])
    }
    #expect(error?.description.hasPrefix("weights \"w\": expected zero point 0") == true)
  }

  @Test func `a bias in another scale than input times weight is refused`() {
    let x = Tensor(name: "x", type: .quantized([1, 2], 0.5))
    let w = Tensor(name: "w", type: .quantized([1, 2], 0.5), contents: .bytes([1, 2]))
    let bias = Tensor(
      name: "b", type: TensorType(.int32, [1], Quantization(scale: 0.3, zeroPoint: 0)),
      contents: .bytes([1, 0, 0, 0]))
    let y = Tensor(name: "y", type: .quantized([1, 1], 1))
    let error = #expect(throws: OperatorError.self) {
      try FullyConnected().lower([x, w, bias], [y])
    }
    #expect(
      error?.description
        == "scale of bias \"b\", channel 0: expected input scale * weight scale = 0.25, found 0.3")
  }

  @Test func `a pool whose sum could leave 32 bits is refused`() {
    let pool = AveragePool2D(window: Extent2D(5000, 5000), stride: Extent2D(1, 1))
    #expect(throws: OperatorError.accumulatorOverflow(channel: 0, bound: 5000 * 5000 * 255)) {
      try pool.outputTypes(for: [.quantized([1, 5000, 5000, 1], 1)])
    }
    #expect(throws: OperatorError.accumulatorOverflow(channel: 0, bound: 3000 * 3000 * 255)) {
      try Mean().outputTypes(for: [.quantized([1, 3000, 3000, 1], 1)])
    }
  }

  @Test func `a kernel dilated beyond all images is refused`() {
    let error = #expect(throws: OperatorError.self) {
      try Conv2D(dilation: Extent2D(65536, 1)).outputTypes(for: [
        .quantized([1, 8, 8, 1], 1), .quantized([1, 65536, 1, 1], 1),
      ])
    }
    #expect(error?.description.hasPrefix("dilated window: expected fewer than") == true)
  }
}
