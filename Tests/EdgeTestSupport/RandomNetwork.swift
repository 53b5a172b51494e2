package import EdgeIR
import EdgeOperators

/// Networks of 5 to 25 nodes and more outputs than one, as odd as `Graph.verify` and lowering
/// allow: shapes of 1 to 9 rows and pixels and 1 to 13 channels, quantisations that differ, tensors
/// read several times, filters of zeros, nodes that change nothing, and real numbers at both ends.
///
/// The same seed gives the same network on every machine.
package struct RandomNetwork {
  var random: SeededGenerator
  var graph: Graph
  /// Tensors that nodes may read, in the order they came to be.
  var readable: [TensorID] = []

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    graph = Graph(name: "network \(seed)")
  }

  package static func make(seed: UInt64) -> Graph {
    var network = RandomNetwork(seed: seed)
    network.addInputs()
    let count = network.random.int(5...25)
    var attempts = 0
    while network.graph.nodes.count < count, attempts < 40 * count {
      network.addLayer()
      attempts += 1
    }
    network.chooseOutputs()
    if seed % 3 == 0 { network.addRealEnds() }
    return network.graph
  }

  /// Random bytes for every input.
  package static func inputs(of graph: Graph, seed: UInt64) -> [[UInt8]] {
    var random = SeededGenerator(seed: ~seed)
    return graph.types(graph.inputs).map { type in
      guard type.element == .float32 else {
        return (0..<type.bytes).map { _ in UInt8.random(in: 0...255, using: &random) }
      }
      return (0..<type.bytes / 4).flatMap { _ in
        let real = Float.random(in: -8...8, using: &random)
        return withUnsafeBytes(of: real.bitPattern.littleEndian, Array.init)
      }
    }
  }

  /// What a failed test prints: the seed, the graph, and every node's attributes.
  package static func report(_ graph: Graph, seed: UInt64) -> String {
    let attributes = graph.nodes.map { "  \($0.name): \($0.op)" }
    return (["seed \(seed)", "\(graph)"] + attributes).joined(separator: "\n")
  }

  private mutating func addInputs() {
    let shape = [random.oneIn(8) ? 2 : 1, random.int(1...9), random.int(1...9), random.int(1...13)]
    for _ in 0...(random.oneIn(4) ? 1 : 0) {
      let type = TensorType(.int8, shape, quantization())
      graph.inputs.append(append(Tensor(name: "input\(graph.inputs.count)", type: type)))
    }
    readable = graph.inputs
  }

  /// All that nobody reads, but for a few that stay unread, and some that are read as well.
  private mutating func chooseOutputs() {
    let readers = graph.readers()
    let written = graph.nodes.flatMap(\.outputs)
    var outputs = written.filter { readers[$0.index].isEmpty }
    if outputs.count > 1, random.oneIn(4) { outputs.remove(at: random.int(0...outputs.count - 1)) }
    for _ in 0..<random.int(0...2) {
      let other = written[random.int(0...written.count - 1)]
      if !outputs.contains(other) { outputs.append(other) }
    }
    graph.outputs = outputs
  }

  // MARK: Parts

  mutating func append(_ tensor: Tensor) -> TensorID {
    graph.tensors.append(tensor)
    return TensorID(graph.tensors.count - 1)
  }

  mutating func quantization() -> Quantization {
    let scale = random.pick(Float(0.02), 0.05, 0.1, Float.random(in: 0.005...0.2, using: &random))
    let zeroPoint = random.pick(-128, 0, random.int(-128...127), random.int(-20...20))
    return Quantization(scale: scale, zeroPoint: Int32(zeroPoint))
  }

  mutating func constant(_ type: TensorType) -> TensorID {
    let bytes = (0..<type.bytes).map { _ in UInt8.random(in: 0...255, using: &random) }
    return append(
      Tensor(name: "constant\(graph.tensors.count)", type: type, contents: .bytes(bytes)))
  }

  mutating func activation() -> Activation {
    random.pick(
      .none, .none, .relu, .relu6, .reluN1To1,
      .clamp(min: Float.random(in: -2...0, using: &random), max: 1.5))
  }

  /// A tensor to read, of any shape: as a rule one of the latest.
  mutating func anything() -> TensorID {
    let recent = random.oneIn(3) ? readable.count : min(3, readable.count)
    return readable[readable.count - random.int(1...recent)]
  }

  /// An image to read: one of the latest tensors with four axes.
  mutating func image() -> TensorID {
    let images = readable.filter { graph[$0].type.shape.count == 4 }
    let recent = random.oneIn(3) ? images.count : min(3, images.count)
    return images[images.count - random.int(1...recent)]
  }

  /// A node, unless it makes no sense or its results are too large; its first result.
  ///
  /// - Parameter output: quantisation of results that are free to have any.
  @discardableResult
  mutating func add(_ op: any Operator, _ inputs: [TensorID], _ output: Quantization? = nil)
    -> TensorID?
  {
    guard type(of: op).inputCount.contains(inputs.count),
      let types = try? op.outputTypes(for: graph.types(inputs)),
      types.allSatisfy({ $0.bytes <= 4096 })
    else { return nil }
    let results = types.enumerated().map { index, type in
      Tensor(
        name: "t\(graph.nodes.count)" + (types.count > 1 ? ".\(index)" : ""),
        type: TensorType(
          type.element, type.shape, type.quantization ?? output ?? quantization()))
    }
    guard (try? op.lower(graph.tensors(inputs), results)) != nil else { return nil }
    let outputs = results.map { append($0) }
    let name = "\(type(of: op).name)\(graph.nodes.count)"
    graph.nodes.append(Node(name: name, op: op, inputs: inputs, outputs: outputs))
    readable += outputs
    return outputs[0]
  }

  private mutating func addLayer() {
    let count = graph.tensors.count
    let nodes = graph.nodes.count
    switch random.int(0...27) {
    case 0...5:
      guard let sum = addConvolution(image()), random.oneIn(3) else { break }
      add(random.oneIn(2) ? ReLU() : ReLU6(), [sum], graph[sum].type.quantization)
    case 6...8: addDepthwise(image())
    case 9: addPool(image())
    case 10...13: addArithmetic(anything())
    case 14...16: addChain(anything())
    case 17...19: addConcat(anything())
    case 20: addParts(anything())
    case 21...22: addPadded(image())
    case 23: addFullyConnected(anything())
    case 24: addTransposeConv(image())
    case 25: addResize(image())
    case 26: addIdentity(anything())
    default: addOther(anything())
    }
    if graph.nodes.count == nodes { graph.tensors.removeSubrange(count...) }
  }
}
