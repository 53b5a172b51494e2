import EdgeIR
import EdgeOperators

/// One operator on images of one shape, with random weights.
struct Layer {
  var name: String
  var macs: Int
  var call: KernelCall
  /// Bytes of the inputs and of the output.
  var inputBytes: [Int]
  var outputBytes: Int

  /// - Parameters:
  ///   - image: `[H, W, C]`.
  ///   - weights: their shape; nil without.
  init(
    _ name: String, _ op: some Operator, _ image: [Int], weights: [Int]? = nil, inputs: Int = 1
  ) throws {
    var random = SystemRandomNumberGenerator()
    let quantization = Quantization(scale: 0.02, zeroPoint: -3)
    let shape = image.count == 3 ? [1] + image : image
    var tensors = (0..<inputs).map { index in
      Tensor(name: "x\(index)", type: TensorType(.int8, shape, quantization))
    }
    if let weights {
      let bytes = (0..<weights.reduce(1, *)).map { _ in UInt8.random(in: 0...255, using: &random) }
      let type = TensorType(.int8, weights, Quantization(scale: 0.002, zeroPoint: 0))
      tensors.append(Tensor(name: "w", type: type, contents: .bytes(bytes)))
    }
    var type = try op.outputTypes(for: tensors.map(\.type))[0]
    type.quantization = weights == nil ? quantization : Quantization(scale: 0.03, zeroPoint: 4)
    self.name = name
    macs = op.macs(tensors.map(\.type), [type])
    call = try op.lower(tensors, [Tensor(name: "y", type: type)])[0]
    inputBytes = Array(repeating: tensors[0].type.bytes, count: inputs)
    outputBytes = type.bytes
  }

  static func all() throws -> [Layer] {
    var layers: [Layer] = []
    for (image, channels) in [
      ([28, 28, 32], 32), ([28, 28, 64], 32), ([48, 48, 16], 32), ([25, 5, 64], 64),
      ([56, 56, 24], 72), ([28, 28, 160], 48), ([12, 12, 128], 128), ([6, 6, 256], 256),
      ([3, 3, 256], 256), ([14, 14, 96], 576), ([7, 7, 320], 1280),
    ] { layers.append(try convolution(image, channels, Extent2D(1, 1))) }
    for (image, channels) in [
      ([32, 32, 16], 16), ([16, 16, 32], 32), ([28, 28, 48], 48), ([8, 8, 64], 64),
      ([32, 32, 3], 16),
    ] { layers.append(try convolution(image, channels, Extent2D(3, 3))) }
    layers.append(try convolution([96, 96, 3], 8, Extent2D(3, 3), stride: 2))
    layers.append(try convolution([49, 10, 1], 64, Extent2D(10, 4), stride: 2))
    for image in [
      [28, 28, 64], [48, 48, 16], [12, 12, 128], [25, 5, 64], [6, 6, 256], [3, 3, 256],
    ] {
      layers.append(try depthwise(image, Extent2D(3, 3)))
    }
    layers.append(try depthwise([48, 48, 16], Extent2D(3, 3), stride: 2))
    layers.append(try depthwise([14, 14, 96], Extent2D(5, 5)))
    for (depth, units) in [(128, 128), (640, 128), (1024, 1000)] {
      layers.append(
        try Layer("fc_\(depth)_\(units)", FullyConnected(), [1, depth], weights: [units, depth]))
    }
    let (one, two, three) = (Extent2D(1, 1), Extent2D(2, 2), Extent2D(3, 3))
    layers += [
      try Layer(
        "avg3x3_28x28x48", AveragePool2D(window: three, stride: one, padding: .same), [28, 28, 48]),
      try Layer("avg7x7_7x7x256", AveragePool2D(window: Extent2D(7, 7), stride: one), [7, 7, 256]),
      try Layer(
        "max2x2_28x28x48_s2", MaxPool2D(window: two, stride: two, padding: .same), [28, 28, 48]),
      try Layer(
        "max3x3_28x28x48_s2", MaxPool2D(window: three, stride: two, padding: .same), [28, 28, 48]),
      try Layer("add_28x28x48", Add(), [28, 28, 48], inputs: 2),
      try Layer("mul_28x28x48", Mul(), [28, 28, 48], inputs: 2),
    ]
    return layers
  }

  private static func convolution(
    _ image: [Int], _ channels: Int, _ kernel: Extent2D, stride: Int = 1
  ) throws -> Layer {
    let name = "conv\(kernel.height)x\(kernel.width)_\(text(image))_\(channels)_s\(stride)"
    return try Layer(
      name, Conv2D(stride: Extent2D(stride, stride)), image,
      weights: [channels, kernel.height, kernel.width, image[2]])
  }

  private static func depthwise(
    _ image: [Int], _ kernel: Extent2D, stride: Int = 1
  ) throws -> Layer {
    let name = "dw\(kernel.height)x\(kernel.width)_\(text(image))_s\(stride)"
    return try Layer(
      name, DepthwiseConv2D(stride: Extent2D(stride, stride)), image,
      weights: [1, kernel.height, kernel.width, image[2]])
  }

  private static func text(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: "x")
  }
}
