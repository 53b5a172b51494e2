import EdgeIR
import EdgeOperators
import EdgeTestSupport

/// Small sound graphs of the catalog's operators, with names and contents of every kind.
struct RandomGraph {
  private var random: SeededGenerator
  private var graph: Graph

  private init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    graph = Graph(name: "random \"\(seed)\" \\ é😀")
  }

  static func make(seed: UInt64) -> Graph {
    var maker = RandomGraph(seed: seed)
    let shape = [1, maker.random.int(2...5), maker.random.int(2...5), maker.random.int(1...6)]
    for _ in 0...maker.random.int(0...1) {
      maker.graph.inputs.append(
        maker.tensor(TensorType(.int8, shape, maker.quantization()), "input"))
    }
    while maker.graph.nodes.count < 8 { maker.addNode() }
    maker.graph.outputs = Array(Set(maker.graph.nodes.flatMap(\.outputs))).sorted()
    return maker.graph
  }

  private mutating func quantization(of element: ElementType = .int8) -> Quantization? {
    guard let range = element.quantizedRange, element != .int32 else { return nil }
    return Quantization(
      scale: Float.random(in: 1e-6...100, using: &random), zeroPoint: Int32(random.int(range)))
  }

  private mutating func tensor(
    _ type: TensorType, _ name: String, contents: Tensor.Contents? = nil
  ) -> TensorID {
    let id = TensorID(graph.tensors.count)
    let name = "\(random.pick("a/", "\"", "\\", "é😀", "x y ", ""))\(name)\(id.index)"
    graph.tensors.append(Tensor(name: name, type: type, contents: contents))
    return id
  }

  private mutating func variable(_ type: TensorType) -> TensorID {
    let bytes = (0..<type.bytes).map { _ in UInt8.random(in: 0...255, using: &random) }
    let id = tensor(type, "variable", contents: .bytes(bytes))
    graph[id].isVariable = true
    return id
  }

  private mutating func constant(_ element: ElementType, _ shape: [Int], axis: Int) -> TensorID {
    let scales = (0..<shape[axis]).map { _ in Float.random(in: 1e-6...1, using: &random) }
    let type = TensorType(element, shape, Quantization(scales: scales, axis: axis))
    let bytes = (0..<type.bytes).map { _ in UInt8.random(in: 0...255, using: &random) }
    return tensor(type, "constant", contents: .bytes(bytes))
  }

  /// One more node, unless what was drawn does not fit together.
  private mutating func addNode() {
    let computed = graph.tensors.indices.filter { !graph.tensors[$0].isConstant }
    let x = TensorID(computed[random.int(0...computed.count - 1)])
    let size = graph.tensors.count
    let (op, inputs) = draw(x)
    guard let types = try? op.outputTypes(for: graph.types(inputs)) else {
      graph.tensors.removeSubrange(size...)
      return
    }
    let outputs = types.map { type in
      var type = type
      if type.quantization == nil { type.quantization = quantization(of: type.element) }
      return tensor(type, "t")
    }
    let name = "\(type(of: op).name)/\(graph.nodes.count)"
    graph.nodes.append(Node(name: name, op: op, inputs: inputs, outputs: outputs))
  }

  private mutating func draw(_ x: TensorID) -> (any Operator, [TensorID]) {
    let channels = graph[x].type.shape.last ?? 1
    let stride = Extent2D(random.int(1...2), random.int(1...2))
    let padding = random.pick(
      Padding.same, .valid, .explicit(top: 1, bottom: 0, left: 1, right: 2))
    let activation = random.pick(
      Activation.none, .relu, .relu6, .reluN1To1, .clamp(min: -0.1, max: 1.0 / 3))
    if random.oneIn(2) { return drawArithmetic(x, activation) }
    switch random.int(0...26) {
    case 0:
      let out = random.int(1...4)
      let weights = constant(.int8, [out, 2, 1, channels], axis: 0)
      let bias = constant(.int32, [out], axis: 0)
      let op = Conv2D(stride: stride, padding: padding, activation: activation)
      return (op, [x, weights] + (random.oneIn(2) ? [bias] : []))
    case 1:
      let weights = constant(.int8, [1, 1, 2, channels], axis: 3)
      return (
        DepthwiseConv2D(
          stride: stride, dilation: Extent2D(1, 2), padding: padding, multiplier: 1,
          activation: activation), [x, weights]
      )
    case 2:
      let weights = constant(.int8, [3, channels], axis: 0)
      return (FullyConnected(activation: activation, keepDimensions: true), [x, weights])
    case 3:
      return (
        MaxPool2D(
          window: Extent2D(2, 2), stride: stride, padding: padding, activation: activation), [x]
      )
    case 4:
      return (
        AveragePool2D(
          window: Extent2D(2, 1), stride: stride, padding: padding, activation: activation), [x]
      )
    case 5: return (Concat(axis: random.int(-4...3)), [x, x])
    case 6: return (Split(axis: random.int(-4...3), count: random.int(1...2)), [x])
    case 7:
      return random.oneIn(2)
        ? (Add(activation: activation), [x, x]) : (AddN(activation: activation), [x, x, x])
    case 8: return (Pad(padding: [[0, 0], [1, 0], [0, 2], [3, 0]]), [x])
    case 9: return (Softmax(beta: Float.random(in: 0.1...2, using: &random)), [x])
    case 10: return (Mean(axes: [1, 2], keepDimensions: true), [x])
    case 11: return (Reshape(shape: [-1, channels]), [x])
    case 12: return (Mul(activation: activation), [x, x])
    case 13: return (ReLU(), [x])
    case 14: return random.oneIn(2) ? (ReLU6(), [x]) : (Requantize(), [x])
    default: return drawMovement(x)
    }
  }

  private mutating func drawMovement(_ x: TensorID) -> (any Operator, [TensorID]) {
    let shape = graph[x].type.shape
    let rank = shape.count
    let size = Extent2D(random.int(1...4), random.int(1...4))
    let sides = (0..<rank).map { _ in [random.int(0...1), 0] }
    switch random.int(0...20) {
    case 0: return (Transpose(permutation: Array(0..<rank).reversed()), [x])
    case 1: return (Slice(begin: shape.map { $0 - 1 }, size: shape.map { _ in -1 }), [x])
    case 2:
      return (
        StridedSlice(
          begin: [-1, 0], end: [0, 0], strides: [-1, 1], beginMask: 1, endMask: 3,
          ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: random.pick(0, 1)), [x]
      )
    case 3: return (SplitV(axis: -1, sizes: [1, -1]), [x])
    case 4: return (Pack(axis: random.int(-1...1)), [x, x])
    case 5: return (Unpack(axis: random.pick(0, -1)), [x])
    case 6:
      let type = TensorType(.int32, [2])
      let indices = tensor(type, "indices", contents: .bytes(Array(repeating: 0, count: 8)))
      return (Gather(axis: 0, batchDimensions: 0, isScalar: false), [x, indices])
    case 7: return (ResizeNearestNeighbor(size: size, alignCorners: true), [x])
    case 8: return (ResizeBilinear(size: size, halfPixelCenters: true), [x])
    case 9:
      return (SpaceToBatchND(block: [2, 1], padding: [[0, shape[1 % rank] % 2], [0, 0]]), [x])
    case 10: return (BatchToSpaceND(block: [1, 1], crops: [[1, 0], [0, 1]]), [x])
    case 11:
      return random.oneIn(2)
        ? (SpaceToDepth(block: random.int(1...2)), [x]) : (DepthToSpace(block: 1), [x])
    case 12: return (MirrorPad(padding: sides, mode: random.pick(.reflect, .symmetric)), [x])
    case 13: return (Reverse(axes: [-1]), [x])
    case 14: return (ReadVariable(), [variable(graph[x].type)])
    case 15: return (AssignVariable(), [variable(graph[x].type), x])
    case 16: return drawSVDF()
    case 17: return drawLSTM()
    case 19: return (reinterpretation(of: x), [x])
    case 18: return (BroadcastTo(shape: [random.int(1...2)] + shape.dropFirst()), [x])
    default:
      let weights = constant(.int8, [2, 2, 3, shape[rank - 1]], axis: 0)
      return (
        TransposeConv(stride: Extent2D(1, 2), padding: .same, size: size, activation: .relu),
        [x, weights]
      )
    }
  }

  private mutating func reinterpretation(of x: TensorID) -> Reinterpret {
    let from = graph[x].type.quantization.flatMap(Reinterpret.Meaning.init)
    let to = quantization(of: graph[x].type.element).flatMap(Reinterpret.Meaning.init)
    let other = Reinterpret.Meaning(scale: 1, zeroPoint: 1)
    return Reinterpret(from: from ?? other, to: to ?? other)
  }

  private mutating func drawSVDF() -> (any Operator, [TensorID]) {
    let (rank, memory) = (random.int(1...2), random.int(1...3))
    let element = random.pick(ElementType.int8, .int16)
    let quantization = Quantization(scale: 0.5, zeroPoint: 0)
    let weights = [constant(.int8, [2 * rank, 3], axis: 0)]
    let inputs =
      [variable(TensorType(.int8, [1, 3], quantization))] + weights + [
        constant(element, [2 * rank, memory], axis: 0),
        variable(TensorType(element, [1, 2 * rank * memory], quantization)),
      ]
    return (SVDF(rank: rank), inputs + (random.oneIn(2) ? [constant(.int32, [2], axis: 0)] : []))
  }

  private mutating func drawLSTM() -> (any Operator, [TensorID]) {
    let quantization = Quantization(scale: 0x1p-8, zeroPoint: 0)
    let op = LSTM(
      cellClip: random.oneIn(2) ? 0 : Float.random(in: 1...10, using: &random),
      timeMajor: random.oneIn(2))
    var inputs = [variable(TensorType(.int8, [1, 1, 3], quantization))]
    for depth in [3, 3, 3, 3, 2, 2, 2, 2] { inputs.append(constant(.int8, [2, depth], axis: 0)) }
    for _ in 0..<4 { inputs.append(constant(.int32, [2], axis: 0)) }
    for element in [ElementType.int8, .int16] {
      inputs.append(variable(TensorType(element, [1, 2], quantization)))
    }
    return (op, inputs)
  }

  private mutating func drawArithmetic(_ x: TensorID, _ activation: Activation)
    -> (any Operator, [TensorID])
  {
    let axis = random.int(-4...3)
    let (isFirst, axes) = (random.oneIn(2), [axis, 2])
    switch random.int(0...21) {
    case 0: return (Sub(activation: activation), [x, x])
    case 1: return (SquaredDifference(), [x, x])
    case 2: return (isFirst ? Minimum() : Maximum(), [x, x])
    case 3: return (PReLU(), [x, x])
    case 4: return (LeakyReLU(alpha: Float.random(in: -1...2, using: &random)), [x])
    case 5: return (ELU(), [x])
    case 6: return (Logistic(), [x])
    case 7: return (Tanh(), [x])
    case 8: return (HardSwish(), [x])
    case 9: return (Abs(), [x])
    case 10: return (LogSoftmax(), [x])
    case 11: return (L2Normalization(), [x])
    case 12: return (Quantize(element: random.pick(.int8, .uint8, .int16)), [x])
    case 13: return (Dequantize(), [x])
    case 14: return (Mean(axes: axes, keepDimensions: isFirst), [x])
    case 15: return (Sum(axes: axes, keepDimensions: isFirst), [x])
    case 16: return (ReduceMax(axes: axes, keepDimensions: isFirst), [x])
    case 17: return (ReduceMin(axes: axes, keepDimensions: isFirst), [x])
    case 18: return (ArgMax(axis: axis), [x])
    case 19: return (ArgMin(axis: axis), [x])
    case 20:
      let table = (0..<256).map { _ in Int8.random(in: -128...127, using: &random) }
      let quantization = graph[x].type.quantization ?? Quantization(scale: 1, zeroPoint: 0)
      return (Lookup(table: table, input: quantization, output: quantization), [x])
    default: return (BatchMatMul(transposeFirst: isFirst, transposeSecond: !isFirst), [x, x])
    }
  }
}
