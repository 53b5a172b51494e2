import EdgeIR
import EdgeReference
import EdgeTestSupport
import Testing

/// The float reference against loops written straight from the definitions.
@Suite struct ReferenceTests {
  @Test(arguments: 0..<20) func `GEMM is the sum of products`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let (rows, columns, depth) = (random.int(1...7), random.int(1...7), random.int(1...9))
    let a = reals(rows * depth, &random)
    let b = reals(columns * depth, &random)
    let found = multiplyTransposed(a, b, rows: rows, columns: columns, depth: depth)
    for row in 0..<rows {
      for column in 0..<columns {
        let expected = (0..<depth).reduce(0.0) {
          $0 + Double(a[row * depth + $1]) * Double(b[column * depth + $1])
        }
        #expect(abs(Double(found[row * columns + column]) - expected) < 1e-5)
      }
    }
  }

  @Test(arguments: 0..<40) func `convolution by im2col is the plain sixfold loop`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let groups = random.int(1...3)
    let (inGroup, outGroup) = (random.int(1...3), random.int(1...3))
    let window = randomWindow(&random)
    let x = tensor([random.int(1...2), window.inHeight, window.inWidth, groups * inGroup], &random)
    let weights = tensor(
      [groups * outGroup, window.kernelHeight, window.kernelWidth, inGroup], &random)
    let bias = tensor([groups * outGroup], &random)
    let found = x.convolved(weights, bias: bias, window: window, groups: groups)
    forEachOutput(found) { n, y, column, o, value in
      var expected = Double(bias.values[o])
      forEachTap(window, y, column) { ky, kx, iy, ix in
        for c in 0..<inGroup {
          expected +=
            at(x, [n, iy, ix, o / outGroup * inGroup + c]) * at(weights, [o, ky, kx, c])
        }
      }
      #expect(abs(Double(value) - expected) < 1e-4, "seed \(seed)")
    }
  }

  @Test(arguments: 0..<40) func `depthwise convolution is the plain loop`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let (channels, multiplier) = (random.int(1...4), random.int(1...3))
    let window = randomWindow(&random)
    let x = tensor([random.int(1...2), window.inHeight, window.inWidth, channels], &random)
    let weights = tensor(
      [1, window.kernelHeight, window.kernelWidth, channels * multiplier], &random)
    let found = x.depthwiseConvolved(weights, bias: nil, window: window, multiplier: multiplier)
    forEachOutput(found) { n, y, column, o, value in
      var expected = 0.0
      forEachTap(window, y, column) { ky, kx, iy, ix in
        expected += at(x, [n, iy, ix, o / multiplier]) * at(weights, [0, ky, kx, o])
      }
      #expect(abs(Double(value) - expected) < 1e-4, "seed \(seed)")
    }
  }

  @Test(arguments: 0..<40) func `pools see the taps inside the image alone`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let window = randomWindow(&random, dilated: false)
    let x = tensor([1, window.inHeight, window.inWidth, random.int(1...3)], &random)
    let (average, largest) = (x.averagePooled(window), x.maxPooled(window))
    forEachOutput(average) { n, y, column, c, value in
      var taps: [Double] = []
      forEachTap(window, y, column) { _, _, iy, ix in taps.append(at(x, [n, iy, ix, c])) }
      guard !taps.isEmpty else { return }
      #expect(abs(Double(value) - taps.reduce(0, +) / Double(taps.count)) < 1e-5)
      #expect(at(largest, [n, y, column, c]) == taps.max())
    }
  }

  @Test func `dequantising follows scale, zero point and axis`() {
    let perTensor = TensorType(.int8, [2], Quantization(scale: 0.5, zeroPoint: -3))
    #expect(perTensor.dequantized([0, 0xff])?.values == [1.5, 1])
    let perChannel = TensorType(.int8, [2, 2], Quantization(scales: [1, 2], axis: 0))
    #expect(perChannel.dequantized([1, 2, 3, 4])?.values == [1, 2, 6, 8])
    let bias = TensorType(.int32, [1], Quantization(scale: 0.25, zeroPoint: 0))
    #expect(bias.dequantized([0, 1, 0, 0])?.values == [64])
    #expect(TensorType(.float32, [1]).dequantized([0, 0, 0x80, 0x3f])?.values == [1])
  }

  private func reals(_ count: Int, _ random: inout SeededGenerator) -> [Float] {
    (0..<count).map { _ in Float.random(in: -1...1, using: &random) }
  }

  private func tensor(_ shape: [Int], _ random: inout SeededGenerator) -> FloatTensor {
    FloatTensor(shape: shape, values: reals(shape.reduce(1, *), &random))
  }

  private func randomWindow(_ random: inout SeededGenerator, dilated: Bool = true) -> Window2D {
    Window2D(
      inHeight: random.int(1...6), inWidth: random.int(1...6), outHeight: random.int(1...4),
      outWidth: random.int(1...4), kernelHeight: random.int(1...3), kernelWidth: random.int(1...3),
      strideHeight: random.int(1...2), strideWidth: random.int(1...2),
      dilationHeight: dilated ? random.int(1...2) : 1,
      dilationWidth: dilated ? random.int(1...2) : 1, padTop: random.int(0...2),
      padLeft: random.int(0...2))
  }

  private func at(_ tensor: FloatTensor, _ index: [Int]) -> Double {
    Double(tensor.values[zip(index, tensor.shape).reduce(0) { $0 * $1.1 + $1.0 }])
  }

  private func forEachOutput(
    _ tensor: FloatTensor, _ body: (Int, Int, Int, Int, Float) -> Void
  ) {
    let shape = tensor.shape
    for (index, value) in tensor.values.enumerated() {
      let pixel = index / shape[3]
      body(
        pixel / shape[2] / shape[1], pixel / shape[2] % shape[1], pixel % shape[2],
        index % shape[3], value)
    }
  }

  private func forEachTap(
    _ window: Window2D, _ y: Int, _ x: Int, _ body: (Int, Int, Int, Int) -> Void
  ) {
    for ky in 0..<window.kernelHeight {
      for kx in 0..<window.kernelWidth {
        let iy = y * window.strideHeight + ky * window.dilationHeight - window.padTop
        let ix = x * window.strideWidth + kx * window.dilationWidth - window.padLeft
        if (0..<window.inHeight).contains(iy), (0..<window.inWidth).contains(ix) {
          body(ky, kx, iy, ix)
        }
      }
    }
  }
}
