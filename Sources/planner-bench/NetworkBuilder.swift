package import EdgeIR
import EdgeOperators

/// Makes a network that runs of a graph file: weights by a fixed seed, and one quantisation for all
/// maps but a softmax's.
///
/// An operator that reads several tensors where it takes one gets a concatenation in front. What a
/// file calls a ReLU in front of a convolution (`pre_relu`) needs no operator: maps hold no
/// negative numbers, unless the file has ReLUs of their own, which would do nothing then.
package struct NetworkBuilder {
  enum Failure: Error {
    case operatorType(String)
    case tensor(String)
    case graph([GraphError])
  }

  private let file: GraphFile
  private let shapes: [String: [Int]]
  private let quantization: Quantization
  private var random = SplitMix64(state: 1)
  private var graph: Graph
  private var ids: [String: TensorID] = [:]

  private init(_ file: GraphFile) {
    self.file = file
    shapes = Dictionary(file.tensors.map { ($0.id, $0.shape) }) { first, _ in first }
    let hasReLUs = file.ops.contains { $0.type == "relu" }
    quantization = Quantization(scale: 1.0 / 16, zeroPoint: hasReLUs ? 0 : -128)
    graph = Graph(name: file.name)
  }

  package static func graph(of file: GraphFile) throws -> Graph {
    var builder = NetworkBuilder(file)
    for name in file.inputs {
      let type = TensorType(.int8, try builder.shape(name), builder.quantization)
      builder.graph.inputs.append(builder.tensor(named: name, type))
    }
    for op in file.ops { try builder.add(op) }
    builder.graph.outputs = try file.outputs.map { try builder.id($0) }
    let errors = builder.graph.verify()
    guard errors.isEmpty else { throw Failure.graph(errors) }
    return builder.graph
  }

  private mutating func add(_ op: GraphFile.Operator) throws {
    let operands = try op.inputs.map { try id($0) }
    let shape = try shape(op.output)
    switch op.type {
    case "add": try addNode(Add(), operands, for: op)
    case "add_n": try addNode(AddN(), operands, for: op)
    case "concat": try addNode(Concat(axis: op.attrs.axis ?? 3), operands, for: op)
    case "relu": try addNode(ReLU(), operands, for: op)
    case "softmax": try addNode(Softmax(), operands, for: op)
    case "split": try addNode(Split(axis: 3, count: 1), operands, for: op)
    case "global_avg_pool": try addNode(Mean(keepDimensions: true), operands, for: op)
    case "avg_pool2d", "max_pool2d": try addNode(pool(op), operands, for: op)
    case "conv2d": try addConvolution(op, joined(operands, for: op), shape)
    case "depthwise_conv2d": try addDepthwise(op, joined(operands, for: op), shape)
    case "fully_connected": try addFullyConnected(op, operands[0], shape)
    default: throw Failure.operatorType(op.type)
    }
  }

  private func pool(_ op: GraphFile.Operator) -> any Operator {
    let (window, stride) = (extent(op.attrs.kernel), extent(op.attrs.stride))
    return op.type == "max_pool2d"
      ? MaxPool2D(window: window, stride: stride, padding: padding(op))
      : AveragePool2D(window: window, stride: stride, padding: padding(op))
  }

  private mutating func addConvolution(
    _ op: GraphFile.Operator, _ x: TensorID, _ shape: [Int]
  ) throws {
    let kernel = extent(op.attrs.kernel)
    let filter = [shape[3], kernel.height, kernel.width, graph[x].type.shape[3]]
    let weights = weights(op.id, filter, terms: filter[1...].reduce(1, *), channels: shape[3])
    try addNode(
      Conv2D(stride: extent(op.attrs.stride), padding: padding(op)), [x] + weights, for: op)
  }

  private mutating func addDepthwise(
    _ op: GraphFile.Operator, _ x: TensorID, _ shape: [Int]
  ) throws {
    let kernel = extent(op.attrs.kernel)
    let dilation = op.attrs.dilation ?? 1
    let weights = weights(
      op.id, [1, kernel.height, kernel.width, shape[3]], terms: kernel.height * kernel.width,
      channels: shape[3])
    try addNode(
      DepthwiseConv2D(
        stride: extent(op.attrs.stride), dilation: Extent2D(dilation, dilation),
        padding: padding(op)), [x] + weights, for: op)
  }

  private mutating func addFullyConnected(
    _ op: GraphFile.Operator, _ x: TensorID, _ shape: [Int]
  ) throws {
    let depth = graph[x].type.shape.last ?? 1
    let units = shape.last ?? 1
    let weights = weights(op.id, [units, depth], terms: depth, channels: units)
    try addNode(FullyConnected(keepDimensions: true), [x] + weights, for: op)
  }

  /// Weights, none of them zero, and a bias that keep results apart: about 24 steps above zero, so
  /// that sums of several have room in int8.
  private mutating func weights(
    _ name: String, _ shape: [Int], terms: Int, channels: Int
  ) -> [TensorID] {
    let scale = 1 / (100 * Float(terms).squareRoot())
    let contents = (0..<shape.reduce(1, *)).map { _ in
      UInt8(
        truncatingIfNeeded: Int.random(in: 1...127, using: &random)
          * (Bool.random(using: &random) ? 1 : -1))
    }
    let middle = UInt32(24 / scale)
    let bias = (0..<channels).flatMap { _ in
      (0..<4).map { UInt8(truncatingIfNeeded: middle >> (8 * UInt32($0))) }
    }
    let product = Quantization(scale: scale * quantization.scales[0], zeroPoint: 0)
    return [
      tensor(
        named: name + "/weights",
        TensorType(.int8, shape, Quantization(scale: scale, zeroPoint: 0)), .bytes(contents)),
      tensor(named: name + "/bias", TensorType(.int32, [channels], product), .bytes(bias)),
    ]
  }

  /// The tensors as one along channels.
  private mutating func joined(_ operands: [TensorID], for op: GraphFile.Operator) throws
    -> TensorID
  {
    guard operands.count > 1 else { return operands[0] }
    var shape = graph[operands[0]].type.shape
    shape[3] = operands.map { graph[$0].type.shape[3] }.reduce(0, +)
    let whole = tensor(named: op.id + "/input", TensorType(.int8, shape, quantization))
    graph.nodes.append(
      Node(name: op.id + "/concat", op: Concat(axis: 3), inputs: operands, outputs: [whole]))
    return whole
  }

  private mutating func addNode(
    _ operation: any Operator, _ operands: [TensorID], for op: GraphFile.Operator
  ) throws {
    let softmax = Quantization(scale: 1.0 / 256, zeroPoint: -128)
    let type = TensorType(
      .int8, try shape(op.output), op.type == "softmax" ? softmax : quantization)
    let output = tensor(named: op.output, type)
    graph.nodes.append(Node(name: op.id, op: operation, inputs: operands, outputs: [output]))
  }

  private mutating func tensor(
    named name: String, _ type: TensorType, _ contents: Tensor.Contents? = nil
  ) -> TensorID {
    let id = TensorID(graph.tensors.count)
    graph.tensors.append(Tensor(name: name, type: type, contents: contents))
    ids[name] = id
    return id
  }

  private func id(_ name: String) throws -> TensorID {
    guard let id = ids[name] else { throw Failure.tensor(name) }
    return id
  }

  private func shape(_ name: String) throws -> [Int] {
    guard let shape = shapes[name] else { throw Failure.tensor(name) }
    return shape
  }

  private func extent(_ sides: [Int]?) -> Extent2D {
    sides.map { Extent2D($0[0], $0[1]) } ?? Extent2D(1, 1)
  }

  private func padding(_ op: GraphFile.Operator) -> Padding {
    op.attrs.padding == "valid" ? .valid : .same
  }
}
