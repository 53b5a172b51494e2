import EdgeCompiler
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Testing

@Suite struct DistributionTests {
  @Test func `what works channel by channel is done for each part of a concat`() throws {
    var small = SmallGraph()
    let x = small.input([1, 5, 5, 3])
    let a = try small.node("a", Abs(), [x])
    let b = try small.node("b", Tanh(), [x])
    let whole = try small.node("whole", Concat(axis: 3), [a, x, b])
    let pooled = try small.node(
      "pooled", MaxPool2D(window: Extent2D(2, 2), stride: Extent2D(1, 1)), [whole])
    let y = try small.node("y", ReLU(), [pooled])
    let graph = try small.with(outputs: y).rewritten(DistributeOverConcat())
    #expect(
      graph.lines.filter { $0.contains("relu(") } == [
        "y/0 = relu(pooled/0)", "y/1 = relu(pooled/1)", "y/2 = relu(pooled/2)",
      ])
    #expect(graph.lines.last == "y = concat(y/0, y/1, y/2)")
    #expect(!graph.lines.contains { $0.hasPrefix("whole") })
  }

  @Test func `depthwise convolutions keep each part's filters and biases`() throws {
    var small = SmallGraph()
    let x = small.input([1, 4, 4, 3])
    let a = try small.node("a", Abs(), [x])
    let whole = try small.node("whole", Concat(axis: -1), [a, x])
    let weights = small.constant([1, 3, 3, 6])
    let bias = small.bias([5, -3, 2, 40, -70, 9])
    let y = try small.node(
      "y", DepthwiseConv2D(), [whole, weights, bias])
    let graph = try small.with(outputs: y).rewritten(DistributeOverConcat())
    #expect(
      graph.lines == [
        "a = abs(x)", "y/0 = depthwise_conv2d(a)", "y/1 = depthwise_conv2d(x)",
        "y = concat(y/0, y/1)",
      ])
  }

  @Test func `what mixes channels, or parts along other axes, stays`() throws {
    var small = SmallGraph()
    let x = small.input([1, 4, 4, 2])
    let a = try small.node("a", Abs(), [x])
    let tall = try small.node("tall", Concat(axis: 1), [a, x])
    let y = try small.node("y", ReLU(), [tall])
    let wide = try small.node("wide", Concat(axis: 3), [a, x])
    let weights = small.constant([3, 1, 1, 4])
    let z = try small.node("z", Conv2D(), [wide, weights])
    let graph = small.with(outputs: y, z)
    #expect(try graph.rewritten(DistributeOverConcat()).lines == graph.lines)
  }

  @Test func `random networks give the same bytes`() throws {
    var changed = 0
    for seed in UInt64(0)..<150 {
      let graph = RandomNetwork.make(seed: seed)
      var rewritten = graph
      guard try !Pipeline([DistributeOverConcat()]).run(on: &rewritten).isEmpty else { continue }
      changed += 1
      try rewritten.expectSameBytes(as: graph, seeds: seed..<seed + 1, "seed \(seed)")
    }
    #expect(changed > 5)
  }
}
