import EdgeCompiler
import EdgeIR
import EdgeOperators
import Testing

@Suite struct DeadChannelTests {
  /// Weights `[O, K, K, C]` that are zero for the given outputs and the given inputs, 1, 2, 3, …
  /// elsewhere.
  private static func weights(_ shape: [Int], outputs: Set<Int> = [], inputs: Set<Int> = [])
    -> [Int8]
  {
    let (terms, channels) = (shape.dropFirst().reduce(1, *), shape[shape.count - 1])
    return (0..<shape.reduce(1, *)).map { index in
      outputs.contains(index / terms) || inputs.contains(index % channels)
        ? 0 : Int8(index % 100 + 1)
    }
  }

  private func shapes(_ graph: Graph) -> [[Int]] {
    graph.nodes.map { graph[$0.outputs[0]].type.shape }
  }

  @Test func `a constant channel becomes bias, through a depthwise convolution`() throws {
    var small = SmallGraph()
    let x = small.input([1, 4, 4, 3])
    let a = try small.node(
      "a", Conv2D(activation: .relu), [x, small.constant([4, 1, 1, 3])])
    let filters: [Int8] = (0..<36).map { $0 % 4 == 1 ? 0 : Int8($0 + 1) }
    let bias = small.bias([10, 400, -30, 7])
    let b = try small.node(
      "b", DepthwiseConv2D(), [a, small.constant([1, 3, 3, 4], filters), bias])
    let c = try small.node("c", Conv2D(), [b, small.constant([2, 1, 1, 4])])
    let graph = try small.with(outputs: c).rewritten(RemoveDeadChannels())
    #expect(shapes(graph) == [[1, 4, 4, 3], [1, 4, 4, 3], [1, 4, 4, 2]])
    #expect(graph.nodes[2].inputs.count == 3)
  }

  @Test func `a constant other than zero stays under a padded window, and goes under a whole one`()
    throws
  {
    for (padding, value, channels) in [
      (Padding.same, Int32(400), 3), (.valid, 400, 2), (.same, 0, 2),
    ] {
      var small = SmallGraph()
      let x = small.input([1, 4, 4, 2])
      let dead = Self.weights([3, 1, 1, 2], outputs: [1])
      let a = try small.node(
        "a", Conv2D(), [x, small.constant([3, 1, 1, 2], dead), small.bias([1, value, 3])])
      let b = try small.node(
        "b", Conv2D(padding: padding), [a, small.constant([2, 3, 3, 3])])
      let graph = try small.with(outputs: b).rewritten(RemoveDeadChannels())
      #expect(shapes(graph)[0] == [1, 4, 4, channels])
    }
  }

  @Test func `a window that leaves terms out at the border makes a constant two`() throws {
    for (padding, channels) in [(Padding.same, 2), (.valid, 1)] {
      var small = SmallGraph()
      let x = small.input([1, 4, 4, 2])
      let dead = Self.weights([2, 1, 1, 2], outputs: [1])
      let a = try small.node(
        "a", Conv2D(), [x, small.constant([2, 1, 1, 2], dead), small.bias([1, 900])])
      let filters = small.constant([1, 3, 3, 2], (0..<18).map { Int8($0 + 10) })
      let b = try small.node("b", DepthwiseConv2D(padding: padding), [a, filters])
      let c = try small.node("c", Conv2D(), [b, small.constant([2, 1, 1, 2])])
      let graph = try small.with(outputs: c).rewritten(RemoveDeadChannels())
      #expect(shapes(graph)[0] == [1, 4, 4, channels])
    }
  }

  @Test func `a channel that every input clamps to one value is constant`() throws {
    var small = SmallGraph()
    let x = small.input([1, 4, 4, 2])
    let bias = small.bias([0, -1_000_000, 1_000_000])
    let a = try small.node(
      "a", Conv2D(activation: .relu6), [x, small.constant([3, 3, 3, 2]), bias])
    let b = try small.node("b", Conv2D(), [a, small.constant([2, 1, 1, 3])])
    let graph = try small.with(outputs: b).rewritten(RemoveDeadChannels())
    #expect(shapes(graph) == [[1, 4, 4, 1], [1, 4, 4, 2]])
  }

  /// Far too fine a scale: the kernels' shift wraps around, and large sums are not large values.
  @Test func `a sum that requantisation wraps around is not taken for constant`() throws {
    var small = SmallGraph()
    let x = small.input([1, 4, 4, 2])
    let bias = small.bias([1_000_000, 1_000_000])
    let a = try small.node(
      "a", Conv2D(), [x, small.constant([2, 1, 1, 2]), bias],
      Quantization(scale: 1e-9, zeroPoint: 0))
    let b = try small.node("b", Conv2D(), [a, small.constant([2, 1, 1, 2])])
    let graph = try small.with(outputs: b).rewritten(RemoveDeadChannels())
    #expect(shapes(graph) == [[1, 4, 4, 2], [1, 4, 4, 2]])
  }

  @Test func `a channel that no weight reads goes, and what computes it`() throws {
    var small = SmallGraph()
    let x = small.input([1, 4, 4, 2])
    let a = try small.node("a", Conv2D(), [x, small.constant([4, 3, 3, 2])])
    let b = try small.node("b", Logistic(), [a])
    let pool = AveragePool2D(window: Extent2D(2, 2), stride: Extent2D(2, 2))
    let c = try small.node("c", pool, [b])
    let flat = try small.node("flat", Reshape(shape: [1, -1]), [c])
    let unread = Self.weights([3, 16], inputs: [2, 6, 10, 14])
    let d = try small.node("d", FullyConnected(), [flat, small.constant([3, 16], unread)])
    let graph = try small.with(outputs: d).rewritten(RemoveDeadChannels())
    #expect(shapes(graph) == [[1, 4, 4, 3], [1, 4, 4, 3], [1, 2, 2, 3], [1, 12], [1, 3]])
  }

  @Test func `a sum loses a channel only where both sides are constant`() throws {
    for (second, channels) in [(Set([1]), 3), ([2], 4)] {
      var small = SmallGraph()
      let x = small.input([1, 3, 3, 2])
      let biases = [small.bias([1, 300, 5, 7]), small.bias([9, -200, 40, 6])]
      let terms = try [Set([1]), second].enumerated().map { index, dead in
        let weights = Self.weights([4, 1, 1, 2], outputs: dead)
        return try small.node(
          "a\(index)", Conv2D(), [x, small.constant([4, 1, 1, 2], weights), biases[index]])
      }
      let sum = try small.node("sum", Add(), terms)
      let y = try small.node("y", Conv2D(), [sum, small.constant([2, 1, 1, 4])])
      let graph = try small.with(outputs: y).rewritten(RemoveDeadChannels())
      #expect(shapes(graph)[2] == [1, 3, 3, channels])
    }
  }

  @Test func `channels go through concats, splits, slices and constant operands`() throws {
    var small = SmallGraph()
    let x = small.input([1, 3, 3, 2])
    let weights = Self.weights([4, 1, 1, 2], outputs: [0, 3])
    let parts = try (0..<2).map { index in
      try small.node(
        "a\(index)", Conv2D(),
        [x, small.constant([4, 1, 1, 2], weights), small.bias([5, 60, 700, 8])])
    }
    let joined = try small.node("joined", Concat(axis: 3), parts)
    let scaled = try small.node("scaled", Mul(), [joined, small.constant([8])])
    let halves = try small.node("half", Split(axis: 3, count: 2), [scaled])
    let slice = try small.node(
      "slice", Slice(begin: [0, 0, 0, 2], size: [-1, -1, -1, 2]), [TensorID(halves.index + 1)])
    let y = try small.node("y", Conv2D(), [halves, small.constant([2, 1, 1, 4])])
    let z = try small.node("z", Conv2D(), [slice, small.constant([2, 1, 1, 2])])
    let graph = try small.with(outputs: y, z).rewritten(RemoveDeadChannels())
    let found = graph.nodes.map { graph.types($0.outputs).map(\.channels) }
    #expect(found == [[2], [1], [3], [3], [2, 1], [1], [2], [2]])
  }

  @Test func `outputs and inputs of the graph keep their channels`() throws {
    var small = SmallGraph()
    let x = small.input([1, 3, 3, 4])
    let dead = Self.weights([4, 1, 1, 4], outputs: [1, 2], inputs: [3])
    let a = try small.node("a", Conv2D(), [x, small.constant([4, 1, 1, 4], dead)])
    let b = try small.node("b", Conv2D(), [a, small.constant([2, 1, 1, 4])])
    let graph = try small.with(outputs: a, b).rewritten(RemoveDeadChannels())
    #expect(graph[graph.inputs[0]].type.shape == [1, 3, 3, 4])
    #expect(shapes(graph) == [[1, 3, 3, 4], [1, 3, 3, 2]])
  }

  @Test func `where nothing is left, one channel is`() throws {
    var small = SmallGraph()
    let x = small.input([1, 3, 3, 2])
    let zeros = small.constant([4, 1, 1, 2], Self.weights([4, 1, 1, 2], outputs: [0, 1, 2, 3]))
    let a = try small.node("a", Conv2D(), [x, zeros, small.bias([100, 200, 300, 400])])
    let b = try small.node("b", Conv2D(), [a, small.constant([2, 1, 1, 4])])
    let graph = try small.with(outputs: b).rewritten(RemoveDeadChannels())
    #expect(shapes(graph) == [[1, 3, 3, 1], [1, 3, 3, 2]])
  }

  /// One scale for each of two filters and one for all of one are rounded differently.
  @Test func `a fully connected layer with a scale for each unit keeps two`() throws {
    var small = SmallGraph()
    let x = small.input([1, 3])
    let scales = Quantization(scales: [0.01, 0.013, 0.017], axis: 0)
    let weights = small.constant([3, 3], nil, scales)
    let a = try small.node("a", FullyConnected(), [x, weights])
    let unread = Self.weights([2, 3], inputs: [0, 1])
    let b = try small.node("b", FullyConnected(), [a, small.constant([2, 3], unread)])
    let graph = try small.with(outputs: b).rewritten(RemoveDeadChannels())
    #expect(shapes(graph) == [[1, 3], [1, 2]])
    let kept = small.graph[weights].type.quantization
    #expect(graph[graph.nodes[0].inputs[1]].type.quantization == kept)
  }

  @Test func `weights that two nodes share shrink for one of them`() throws {
    var small = SmallGraph()
    let x = small.input([1, 3, 3, 2])
    let shared = small.constant([2, 1, 1, 2])
    let a = try small.node("a", Conv2D(), [x, shared])
    let b = try small.node("b", Conv2D(), [x, shared])
    let unread = Self.weights([1, 1, 1, 2], inputs: [1])
    let c = try small.node("c", Conv2D(), [a, small.constant([1, 1, 1, 2], unread)])
    let graph = try small.with(outputs: b, c).rewritten(RemoveDeadChannels())
    #expect(shapes(graph) == [[1, 3, 3, 1], [1, 3, 3, 2], [1, 3, 3, 1]])
    #expect(Set(graph.tensors.map(\.name)).count == graph.tensors.count)
  }
}
