import EdgeCompiler
import EdgeIR
import EdgeTestSupport
import Testing

/// Whatever legal order and placement a graph has, the bytes are the same, and so they are whatever
/// the arena holds before.
@Suite struct AnyPlanTests {
  @Test(arguments: [1, 2, 4, 5, 7, 8], [false, true])
  func `a thousand random orders and placements of a network give the same bytes`(
    seed: UInt64, sharing: Bool
  ) throws {
    let graph = RandomNetwork.make(seed: seed)
    let inputs = RandomNetwork.inputs(of: graph, seed: seed)
    let expected = try NaiveExecution(graph).outputs(for: inputs)
    var programs: Set<[UInt8]> = []
    for variant in UInt64(0)..<500 {
      var random = SeededGenerator(seed: seed << 32 | variant)
      let program = try Compiler(alignment: random.pick(1, 4, 16)).program(
        graph, sharing: sharing
      ) { problem in RandomPlan(problem, &random).planned }
      programs.insert(program)
      let host = try HostProgram(program)
      let found = try host.outputs(for: inputs, paint: UInt8(random.int(0...255)))
      guard found == expected else {
        Issue.record("variant \(variant): \(RandomNetwork.report(graph, seed: seed))")
        return
      }
    }
    #expect(programs.count > 400, "the plans are to differ")
  }

  @Test(arguments: [1, 2, 4, 5, 7, 8])
  func `any pattern in the arena before gives the same bytes after`(seed: UInt64) throws {
    let graph = RandomNetwork.make(seed: seed)
    let inputs = RandomNetwork.inputs(of: graph, seed: seed)
    let expected = try NaiveExecution(graph).outputs(for: inputs)
    for level in Level.allCases {
      let host = try HostProgram(
        try Compiler(level: level).compile(graph, modelSHA256: "").program)
      for paint in UInt8.min...UInt8.max {
        #expect(try host.outputs(for: inputs, paint: paint) == expected, "paint \(paint)")
      }
    }
  }
}
