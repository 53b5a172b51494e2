internal import EdgeIR
import EdgeOperators

/// Weighted sums: convolutions and fully connected layers.
extension RandomNetwork {
  /// The result's quantisation, if it is to have a certain one.
  @discardableResult
  mutating func addConvolution(_ x: TensorID, output: Quantization? = nil) -> TensorID? {
    let channels = graph[x].type.shape[3]
    let groups = random.oneIn(5) ? random.pick(2, 3, channels) : 1
    guard channels % groups == 0 else { return nil }
    let kernel = random.pick(Extent2D(1, 1), Extent2D(3, 3), Extent2D(random.int(1...4), 2))
    let shape = [groups * random.int(1...max(1, 13 / groups)), kernel.height, kernel.width]
    let op = Conv2D(
      stride: stride(), dilation: dilation(), padding: padding(), groups: groups,
      activation: activation())
    let weights = shape + [channels / groups]
    return addSum(op, x, weights: weights, outputAxis: 0, output)
  }

  mutating func addDepthwise(_ x: TensorID) {
    let channels = graph[x].type.shape[3]
    let multiplier = random.oneIn(4) ? random.int(2...3) : 1
    let kernel = random.pick(Extent2D(3, 3), Extent2D(1, 1), Extent2D(2, random.int(1...4)))
    let op = DepthwiseConv2D(
      stride: stride(), dilation: dilation(), padding: padding(), multiplier: multiplier,
      activation: activation())
    guard channels * multiplier <= 26 else { return }
    addSum(
      op, x, weights: [1, kernel.height, kernel.width, channels * multiplier], outputAxis: 3)
  }

  mutating func addFullyConnected(_ x: TensorID) {
    let type = graph[x].type
    let isFlat = random.oneIn(2)
    guard let flat = isFlat ? add(Reshape(shape: [type.shape[0], -1]), [x]) : x else { return }
    let channels = isFlat ? type.elementCount / type.shape[0] : type.shape[type.shape.count - 1]
    guard channels <= 700 else { return }
    let op = FullyConnected(activation: activation(), keepDimensions: random.oneIn(2))
    addSum(op, flat, weights: [random.int(1...9), channels], outputAxis: 0)
  }

  mutating func addTransposeConv(_ x: TensorID) {
    let shape = graph[x].type.shape
    let step = Extent2D(random.int(1...2), random.int(1...2))
    let op = TransposeConv(
      stride: step, padding: random.pick(.same, .valid),
      size: Extent2D(shape[1] * step.height, shape[2] * step.width), activation: activation())
    addSum(
      op, x, weights: [random.int(1...5), random.int(1...3), random.int(1...3), shape[3]],
      outputAxis: 0)
  }

  /// A padded image, and what slides over it; sometimes over the image as well.
  mutating func addPadded(_ x: TensorID) {
    let sides = (0..<4).map { _ in random.int(0...2) }
    let front = random.oneIn(6) ? 1 : 0
    let pad = Pad(padding: [[0, 0], [sides[0], sides[1]], [sides[2], sides[3]], [front, 0]])
    guard let padded = add(pad, [x] + fill(of: x)) else { return }
    for _ in 0...random.int(0...1) {
      switch random.int(0...3) {
      case 0: addDepthwise(padded)
      case 1: addPool(padded)
      default: addConvolution(padded)
      }
    }
  }

  /// The constant a pad fills with, or none where it fills with zeros.
  private mutating func fill(of x: TensorID) -> [TensorID] {
    guard random.oneIn(4) else { return [] }
    return [constant(TensorType(.int8, [1], graph[x].type.quantization))]
  }

  mutating func stride() -> Extent2D {
    random.oneIn(2) ? Extent2D(1, 1) : Extent2D(random.int(1...3), random.int(1...2))
  }

  private mutating func dilation() -> Extent2D {
    random.oneIn(4) ? Extent2D(random.int(1...2), random.int(1...3)) : Extent2D(1, 1)
  }

  mutating func padding() -> Padding {
    random.pick(
      .same, .same, .valid,
      .explicit(
        top: random.int(0...2), bottom: random.int(0...1), left: random.int(0...1),
        right: random.int(0...2)))
  }

  /// A node with weights that give its results a range that is worth having; some filters are all
  /// zeros, some channels no filter reads, and some biases leave one value only.
  @discardableResult
  private mutating func addSum(
    _ op: any Operator, _ x: TensorID, weights shape: [Int], outputAxis: Int,
    _ output: Quantization? = nil
  ) -> TensorID? {
    let output = output ?? quantization()
    let outputs = shape[outputAxis]
    let terms = shape.reduce(1, *) / outputs
    let spread = 5000 * Float(terms).squareRoot()
    let inputScale = graph[x].type.quantization?.scales[0] ?? 1
    let scale = output.scales[0] * Float(random.int(10...80)) / (spread * inputScale)
    let isPerChannel = random.oneIn(2)
    let scales = (0..<outputs).map { _ in scale * Float.random(in: 0.5...2, using: &random) }
    let weights = Tensor(
      name: "weights\(graph.nodes.count)",
      type: TensorType(
        .int8, shape,
        isPerChannel
          ? Quantization(scales: scales, axis: outputAxis)
          : Quantization(scale: scale, zeroPoint: 0)),
      contents: .bytes(contents(shape, outputAxis: outputAxis)))
    var inputs = [x, append(weights)]
    if !random.oneIn(4) {
      let products = (isPerChannel ? scales : [scale]).map { inputScale * $0 }
      inputs.append(bias(outputs, products, spread: Int(spread)))
    }
    return add(op, inputs, output)
  }

  private mutating func contents(_ shape: [Int], outputAxis: Int) -> [UInt8] {
    let outputs = shape[outputAxis]
    let last = shape[shape.count - 1]
    let isZero = (0..<outputs).map { _ in random.oneIn(4) }
    let isUnread = (0..<last).map { _ in outputAxis == 0 && random.oneIn(6) }
    let terms = shape.reduce(1, *) / outputs
    return (0..<shape.reduce(1, *)).map { index in
      let output = outputAxis == 0 ? index / terms : index % outputs
      let weight = Int8(random.int(-127...127))
      return isZero[output] || isUnread[index % last] ? 0 : UInt8(bitPattern: weight)
    }
  }

  private mutating func bias(_ count: Int, _ scales: [Float], spread: Int) -> TensorID {
    let quantization =
      scales.count == 1
      ? Quantization(scale: scales[0], zeroPoint: 0) : Quantization(scales: scales, axis: 0)
    let bytes = (0..<count).flatMap { _ -> [UInt8] in
      let reach = random.oneIn(8) ? 40 * spread : spread
      let value = Int32(random.int(-reach...reach))
      return (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    return append(
      Tensor(
        name: "bias\(graph.nodes.count)", type: TensorType(.int32, [count], quantization),
        contents: .bytes(bytes)))
  }
}
