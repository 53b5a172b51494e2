import CEdgeKernels
import CTiles
import EdgeCompiler
import EdgeIR
import EdgeOperators
import EdgeRuntime
import EdgeTestSupport
import Testing

/// What kernels leave set up in a processor from call to call is gone when a run has ended.
@Suite struct ProcessorStateTests {
  @Test(.enabled(if: hasTiles))
  func `tiles keep their shapes during a run, and have none afterwards`() throws {
    var palettes: [Int32] = []
    try Self.withExecutor { $0.run(finished: { _ in palettes.append(er_tile_palette()) }) }
    #expect(palettes == [1])
    #expect(er_tile_palette() == 0)
  }

  @Test(.enabled(if: hasTiles))
  func `bands on a thread leave no shapes`() throws {
    try Self.withExecutor { $0.bands.compute(step: 0, rows: 0..<16) }
    #expect(er_tile_palette() == 0)
  }

  /// Whether this processor, and EDGERUN_ISA, let kernels use matrix tiles.
  private static var hasTiles: Bool {
    var count = 0
    guard let table = er_variants(&count) else { return false }
    return (0..<count).contains {
      String(cString: table[$0].isa) == "amxint8" && table[$0].runs_here() != 0
    }
  }

  /// Lends `body` the executor of a convolution that tiles pay for.
  private static func withExecutor(_ body: (borrowing Executor) -> Void) throws {
    var small = SmallGraph()
    let x = small.input([1, 16, 16, 32])
    let y = try small.node("y", Conv2D(), [x, small.constant([32, 3, 3, 32])])
    let compiler = Compiler(level: .order)
    let host = try HostProgram(
      try compiler.compile(small.with(outputs: y), modelSHA256: "").program)
    let arena = AlignedBytes(
      count: host.program.arenaBytes, alignment: host.program.arenaAlignment, repeating: 0)
    body(try Executor(host.program, arena: arena.bytes))
  }
}
