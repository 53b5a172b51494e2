import EdgeCompiler
import EdgeIR
import EdgeOperators
import EdgeRuntime
import EdgeTestSupport
import Testing

/// However many threads run a program, the bytes are those of one.
@Suite struct ThreadTests {
  private static let counts = [2, 3, 8]

  @Test(arguments: 0..<6)
  func `random networks give the same bytes on several threads`(part: Int) throws {
    for seed in UInt64(part * 10)..<UInt64(part * 10 + 10) {
      try Self.check(RandomNetwork.make(seed: seed), seed: seed)
    }
  }

  @Test(arguments: 0..<6)
  func `so do networks of branches`(part: Int) throws {
    for seed in UInt64(part * 10)..<UInt64(part * 10 + 10) {
      try Self.check(RandomNetwork.branched(seed: seed), seed: seed)
    }
  }

  /// Every step is divided that may be, and noise fills what is dead as soon as all are done with
  /// it.
  private static func check(_ graph: Graph, seed: UInt64) throws {
    let inputs = RandomNetwork.inputs(of: graph, seed: seed)
    let expected = try NaiveExecution(graph).outputs(for: inputs)
    for level in Level.allCases {
      let compilation = try Compiler(level: level, alignment: 1).compile(graph, modelSHA256: "")
      for count in counts {
        let threading = Threading(count: count, leastWork: 0)
        let found = try LevelTests.noisyOutputs(
          compilation, inputs, seed: seed, threading: threading)
        #expect(
          found == expected,
          "level \(level), \(count) threads: \(RandomNetwork.report(graph, seed: seed))")
        let host = try HostProgram(compilation.program, threading: threading)
        let measured = try MeasuredRun(host, inputs: inputs)
        #expect(measured?.measuredPeakBytes == compilation.plan.arenaBytes, "seed \(seed)")
      }
    }
  }

  /// Rows of 6·4 bytes, the first step's output exactly over its input where that may be.
  private func divisions(_ level: Level, outputChannels: Int) throws -> [Division] {
    var small = SmallGraph()
    let x = small.input([1, 8, 6, 4])
    let y = try small.node(
      "y", Conv2D(padding: .same), [x, small.constant([outputChannels, 1, 1, 4])])
    let graph = small.with(outputs: y)
    let compilation = try Compiler(level: level, alignment: 1).compile(graph, modelSHA256: "")
    let program = try HostProgram(compilation.program)
    return program.program.wholeSteps.map { Division(program.program.footprint(ofStep: $0.step)) }
  }

  @Test func `a step is divided where its output lies beside its input`() throws {
    let divisions = try divisions(.order, outputChannels: 4)
    #expect(divisions.count == 1 && divisions[0].shared == 0..<8 && divisions[0].rest.isEmpty)
  }

  @Test func `a step whose output lies over its input is not divided`() throws {
    let divisions = try divisions(.rewrite, outputChannels: 4)
    #expect(divisions.count == 1 && divisions[0].shared.isEmpty && divisions[0].rest == 0..<8)
  }

  /// An output of 8 rows of 72 bytes, of which one end lies over 192 bytes of input.
  @Test func `of a step whose output reaches over its input the other rows are divided`() throws {
    let divisions = try divisions(.rewrite, outputChannels: 12)
    let division = try #require(divisions.first)
    #expect(division.shared == 0..<5 && division.rest == 5..<8)
  }

  @Test func `kernels that keep something are not divided, nor are rows that share bytes`() {
    func division(
      kernel: String = "lookup_s8", rowBytes: Int = 8, ring: Int = 4, isRegular: Bool = true,
      region: Program.OperandPlace.Region = .arena, outputs: Int = 1
    ) -> Division {
      let place = Program.OperandPlace(
        region: region, offset: 64, rowBytes: rowBytes, spanBytes: 8, ring: ring, extent: ring,
        isRegular: isRegular)
      let ids = (UInt16(1)..<200).filter { KernelVariants.names(of: [$0]) == [kernel] }
      return Division(
        Program.Footprint(
          kernel: ids[0], rows: 0..<4, inputs: [],
          outputs: Array(repeating: place, count: outputs)))
    }
    #expect(division().shared == 0..<4)
    let undivided = [
      division(kernel: "running_sum_s8"), division(kernel: "reduce_s8"),
      division(kernel: "svdf_s8"),
      division(rowBytes: 7), division(ring: 3), division(isRegular: false),
      division(region: .state), division(outputs: 2),
    ]
    for division in undivided { #expect(division.shared.isEmpty && division.rest == 0..<4) }
  }
}
