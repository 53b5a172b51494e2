package import EdgeIR
import EdgeOperators

extension RandomNetwork {
  /// Branches of one image, their concat, and a convolution that makes little of it; now and then
  /// something else reads a branch too.
  package static func branched(seed: UInt64) -> Graph {
    var network = RandomNetwork(seed: seed)
    let side = network.random.int(2...7)
    let quantization = network.quantization()
    let input = network.append(
      Tensor(
        name: "input",
        type: TensorType(
          .int8, [1, side, network.random.int(2...7), network.random.int(1...5)],
          network.quantization())))
    network.graph.inputs = [input]
    let branches = (0..<network.random.int(3...7)).compactMap { _ in
      network.branch(of: input, quantization)
    }
    let whole = network.add(Concat(axis: 3), branches, quantization)
    let y = whole.flatMap { network.convolution($0, outputs: network.random.int(1...4), stride: 2) }
    network.graph.outputs = [y ?? branches[0]] + (network.random.oneIn(4) ? [branches[1]] : [])
    return network.graph
  }

  /// One or two convolutions.
  private mutating func branch(of input: TensorID, _ output: Quantization) -> TensorID? {
    let first =
      random.oneIn(2) ? input : convolution(input, outputs: random.int(1...6)) ?? input
    return convolution(first, outputs: random.int(4...13), output)
  }

  private mutating func convolution(
    _ input: TensorID, outputs: Int, _ output: Quantization? = nil, stride: Int = 1
  ) -> TensorID? {
    let side = random.pick(1, 1, 3)
    let op = Conv2D(
      stride: Extent2D(random.int(1...stride), 1), padding: .same, activation: activation())
    let shape = [outputs, side, side, graph[input].type.shape[3]]
    let scales = (0..<outputs).map { _ in Float.random(in: 0.001...0.01, using: &random) }
    let weights = constant(
      TensorType(
        .int8, shape,
        random.oneIn(2)
          ? Quantization(scales: scales, axis: 0) : Quantization(scale: 0.01, zeroPoint: 0)))
    return add(op, [input, weights], output)
  }
}
