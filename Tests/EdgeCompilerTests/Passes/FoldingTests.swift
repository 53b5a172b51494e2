import EdgeCompiler
import EdgeIR
import EdgeOperators
import Testing

@Suite struct FoldingTests {
  @Test func `nodes whose results nobody reads go, and what they alone read`() throws {
    var small = SmallGraph()
    let x = small.input([1, 2, 2, 2])
    let y = try small.node("y", ReLU(), [x])
    let unread = try small.node("unread", Tanh(), [y])
    try small.node("unread too", Abs(), [unread])
    let graph = try small.with(outputs: y).rewritten(RemoveUnused())
    #expect(graph.lines == ["y = relu(x)"])
    #expect(graph.tensors.map(\.name) == ["x", "y"])
  }

  @Test func `a write to a variable stays, though nobody reads it`() throws {
    var small = SmallGraph()
    let x = small.input([1, 4])
    let kept = small.constant([1, 4], [1, 2, 3, 4], SmallGraph.half)
    let y = try small.node("y", ReLU(), [x])
    var graph = small.with(outputs: y)
    graph[kept].isVariable = true
    graph.nodes.append(Node(name: "write", op: AssignVariable(), inputs: [kept, x], outputs: []))
    #expect(try graph.rewritten(RemoveUnused()) == graph)
  }

  @Test(
    arguments: [
      Slice(begin: [0, 0, 0, 0], size: [1, -1, 3, 4]),
      Pad(padding: [[0, 0], [0, 0], [0, 0], [0, 0]]),
      Split(axis: 3, count: 1), Concat(axis: -1), Reshape(shape: [1, 3, 3, 4]),
      Transpose(permutation: [0, 1, 2, 3]), Requantize(), Quantize(element: .int8),
    ] as [any Operator])
  func `what passes on what it is given goes`(op: any Operator) throws {
    var small = SmallGraph()
    let x = small.input([1, 3, 3, 4])
    let first = try small.node("first", Abs(), [x])
    let middle = try small.node("middle", op, [first])
    let last = try small.node("last", Tanh(), [middle])
    let output = try small.node("output", op, [first])
    let graph = try small.with(outputs: last, output).rewritten(FoldIdentities())
    #expect(graph.lines == ["output = abs(x)", "last = tanh(output)"])
  }

  @Test func `a copy of an input that is an output stays, and so does a changed scale`() throws {
    var small = SmallGraph()
    let x = small.input([1, 4])
    let copy = try small.node("copy", Requantize(), [x])
    let finer = try small.node("finer", Requantize(), [x], Quantization(scale: 0.25, zeroPoint: 0))
    let graph = small.with(outputs: copy, finer)
    #expect(try graph.rewritten(FoldIdentities()) == graph)
  }

  @Test func `a ReLU of what cannot be negative goes`() throws {
    var small = SmallGraph()
    let x = small.input([1, 4, 4, 2])
    let pool = MaxPool2D(window: Extent2D(2, 2), stride: Extent2D(2, 2), activation: .relu)
    let y = try small.node("y", pool, [x])
    let z = try small.node("z", ReLU(), [y])
    let graph = try small.with(outputs: z).rewritten(FoldIdentities())
    #expect(graph.lines == ["z = max_pool2d(x)"])
  }

  @Test func `a view of a view is one, and turning back is nothing`() throws {
    var small = SmallGraph()
    let x = small.input([1, 3, 2, 4])
    let flat = try small.node("flat", Reshape(shape: [-1]), [x])
    let rows = try small.node("rows", Reshape(shape: [6, 4]), [flat])
    let y = try small.node("y", Abs(), [rows])
    let turned = try small.node("turned", Transpose(permutation: [0, 3, 1, 2]), [x])
    let back = try small.node("back", Transpose(permutation: [0, 2, -1, 1]), [turned])
    let z = try small.node("z", Abs(), [back])
    let graph = try small.with(outputs: y, z).rewritten(FoldMovements(), FoldIdentities())
    #expect(graph.lines == ["rows = reshape(x)", "y = abs(rows)", "z = abs(x)"])
  }

  @Test func `a transpose that others read is not passed by`() throws {
    var small = SmallGraph()
    let x = small.input([1, 3, 2, 4])
    let turned = try small.node("turned", Transpose(permutation: [0, 3, 1, 2]), [x])
    let back = try small.node("back", Transpose(permutation: [0, 1, 3, 2]), [turned])
    let y = try small.node("y", Abs(), [turned])
    let graph = small.with(outputs: back, y)
    #expect(try graph.rewritten(FoldMovements()) == graph)
  }

  @Test func `lookups in a row are one, and the float meaning is theirs`() throws {
    var small = SmallGraph()
    let fine = Quantization(scale: 0.05, zeroPoint: 10)
    let x = small.input([1, 2, 128, 1])
    let a = try small.node("a", Requantize(), [x], fine)
    let b = try small.node("b", Logistic(), [a])
    let c = try small.node("c", LeakyReLU(alpha: 0.1), [b], fine)
    let d = try small.node("d", Tanh(), [c])
    let e = try small.node("e", ReLU(), [c], fine)
    let graph = try small.with(outputs: d, e).rewritten(ComposeLookups())
    #expect(graph.lines == ["c = lookup(x)", "d = tanh(c)", "e = relu(c)"])
    let reals = FloatTensor(shape: [3], values: [-3, 0.5, 2])
    let found = graph.nodes[0].op.reference([reals])[0].values
    for (real, found) in zip(reals.values, found) {
      let exact = 1 / (1 + (-real).exponential)
      #expect(abs(found - exact) <= 0.1, "\(real)")
    }
  }

  @Test func `a table with an entry missing, or for another scale, is refused`() {
    let type = TensorType(.int8, [4], SmallGraph.half)
    let other = Quantization(scale: 0.25, zeroPoint: 0)
    let short = Lookup(table: [1, 2], input: SmallGraph.half, output: other)
    let error = #expect(throws: OperatorError.self) { try short.outputTypes(for: [type]) }
    #expect(error?.description == "table: expected 256 values, found 2")
    let table = [Int8](repeating: 0, count: 256)
    let finer = Lookup(table: table, input: other, output: other)
    let mismatch = #expect(throws: OperatorError.self) { try finer.outputTypes(for: [type]) }
    #expect(
      mismatch?.description
        == "quantization of input 0: expected scale 0.25, zero point 0, "
        + "found scale 0.5, zero point -3")
  }

  @Test func `a convolution clamps for the ReLU behind it, unless the scale changes`() throws {
    for (quantization, expected) in [
      (SmallGraph.half, ["z = conv2d(x)"]),
      (Quantization(scale: 0.25, zeroPoint: 0), ["y = conv2d(x)", "z = relu6(y)"]),
    ] {
      var small = SmallGraph()
      let x = small.input([1, 4, 4, 2])
      let y = try small.node("y", Conv2D(), [x, small.constant([3, 3, 3, 2])])
      let z = try small.node("z", ReLU6(), [y], quantization)
      let graph = try small.with(outputs: z).rewritten(FoldActivations())
      #expect(graph.lines == expected)
      guard expected.count == 1 else { continue }
      #expect((graph.nodes[0].op as? Conv2D)?.activation == .relu6)
    }
  }

  @Test func `a single value that changes its scale is not clamped to another`() throws {
    var small = SmallGraph()
    let x = small.input([1, 4])
    let sum = try small.node("sum", Add(activation: .clamp(min: 2, max: 2)), [x, x])
    let y = try small.node("y", Requantize(), [sum], Quantization(scale: 0.25, zeroPoint: 9))
    let graph = small.with(outputs: y)
    #expect(try graph.rewritten(FoldActivations()) == graph)
  }

  @Test func `a sum that others read is not clamped for one of them`() throws {
    var small = SmallGraph()
    let x = small.input([1, 4])
    let sum = try small.node("sum", Add(), [x, x])
    let y = try small.node("y", ReLU(), [sum])
    let z = try small.node("z", Abs(), [sum])
    let graph = small.with(outputs: y, z)
    #expect(try graph.rewritten(FoldActivations()) == graph)
  }

  @Test func `convolutions take over a pad of zeros`() throws {
    var small = SmallGraph()
    let x = small.input([1, 5, 4, 2])
    let pad = try small.node("pad", Pad(padding: [[0, 0], [1, 2], [0, 1], [0, 0]]), [x])
    let valid = Conv2D(stride: Extent2D(2, 1), padding: .valid)
    let same = DepthwiseConv2D(stride: Extent2D(2, 2), dilation: Extent2D(2, 1), padding: .same)
    let y = try small.node("y", valid, [pad, small.constant([3, 3, 3, 2])])
    let z = try small.node("z", same, [pad, small.constant([1, 3, 3, 2])])
    let graph = try small.with(outputs: y, z).rewritten(FoldPads())
    #expect(graph.lines == ["y = conv2d(x)", "z = depthwise_conv2d(x)"])
    let padding = (graph.nodes[0].op as? Conv2D)?.padding
    #expect(padding == .explicit(top: 1, bottom: 2, left: 0, right: 1))
  }

  @Test(
    arguments: [
      (Pad(padding: [[0, 0], [1, 1], [1, 1], [0, 1]]), nil, false),
      (Pad(padding: [[0, 0], [1, 1], [1, 1], [0, 0]]), 5, false),
      (Pad(padding: [[0, 0], [1, 1], [1, 1], [0, 0]]), nil, true),
    ] as [(Pad, Int8?, Bool)])
  func `other pads stay`(pad: Pad, fill: Int8?, isRead: Bool) throws {
    var small = SmallGraph()
    let x = small.input([1, 5, 4, 2])
    let value = fill.map { [small.constant([1], [$0], SmallGraph.half)] } ?? []
    let padded = try small.node("pad", pad, [x] + value)
    let channels = small.graph[padded].type.channels
    let op = Conv2D(padding: .valid)
    let y = try small.node("y", op, [padded, small.constant([3, 3, 3, channels])])
    let z = try small.node("z", isRead ? Abs() : Tanh(), isRead ? [padded] : [y])
    let graph = small.with(outputs: y, z)
    #expect(try graph.rewritten(FoldPads()) == graph)
  }

  @Test func `the largest value of a window ignores a pad that nothing is less than`() throws {
    for (activation, expected) in [
      (Activation.relu, ["y = conv2d(x)", "z = max_pool2d(y)"]),
      (Activation.none, ["y = conv2d(x)", "pad = pad(y)", "z = max_pool2d(pad)"]),
    ] {
      var small = SmallGraph()
      let x = small.input([1, 6, 6, 2])
      let weights = small.constant([3, 1, 1, 2])
      let y = try small.node("y", Conv2D(activation: activation), [x, weights])
      let pad = try small.node("pad", Pad(padding: [[0, 0], [1, 1], [1, 1], [0, 0]]), [y])
      let pool = MaxPool2D(window: Extent2D(3, 3), stride: Extent2D(2, 2))
      let z = try small.node("z", pool, [pad])
      let graph = try small.with(outputs: z).rewritten(FoldPads())
      #expect(graph.lines == expected)
    }
  }
}

extension Float {
  /// e to the power of this, by its series.
  fileprivate var exponential: Float {
    var (term, sum) = (1.0, 1.0)
    for index in 1..<60 {
      term *= Double(self) / Double(index)
      sum += term
    }
    return Float(sum)
  }
}
