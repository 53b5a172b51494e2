import EdgeCompiler
import EdgeIR
import EdgeOperators
import Testing

@Suite struct JoinGroupingTests {
  /// The output's pixels have 20 bytes, the parts' 12: over one part alone it would stick out by 8
  /// bytes a pixel, over two that lie together it does not.
  @Test func `an output lies over two small parts that are put together for it`() throws {
    var small = SmallGraph()
    let x = small.input([1, 8, 8, 12])
    let parts = try (0..<4).map { part in
      try small.node("part\(part)", Conv2D(), [x, small.constant([12, 1, 1, 12])])
    }
    let whole = try small.node("whole", Concat(axis: 3), parts)
    let y = try small.node("y", Conv2D(), [whole, small.constant([20, 1, 1, 48])])
    let z = try small.node("z", Conv2D(), [x, small.constant([20, 1, 1, 12])])
    let sum = try small.node("sum", Add(), [y, z])
    let graph = small.with(outputs: sum)
    let compilation = try Compiler(level: .rewrite, alignment: 1).compile(graph, modelSHA256: "")
    let tensor = 8 * 8 * 12
    #expect(compilation.plan.arenaBytes < 5 * tensor + 8 * 8 * 8)
    #expect(compilation.plan.arenaBytes <= 5 * tensor + 100)
    let plain = try Compiler(level: .order).compile(graph, modelSHA256: "")
    let input = (0..<tensor).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    #expect(
      try HostProgram(compilation.program).outputs(for: [input])
        == HostProgram(plain.program).outputs(for: [input]))
  }
}
