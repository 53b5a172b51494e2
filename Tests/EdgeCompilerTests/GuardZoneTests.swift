import EdgeCompiler
import EdgePlanning
import EdgeRuntime
import EdgeTestSupport
import Testing

/// Between all buffers, and wherever nothing lives any more, lies a pattern that steps must not
/// touch.
@Suite struct GuardZoneTests {
  private static let (guardBytes, pattern) = (16, UInt8(0xc3))

  @Test(arguments: [1, 2, 4, 5, 7, 8], [false, true])
  func `no step writes a byte outside of what lives while it runs`(
    seed: UInt64, sharing: Bool
  ) throws {
    let graph = RandomNetwork.make(seed: seed)
    let inputs = RandomNetwork.inputs(of: graph, seed: seed)
    let expected = try NaiveExecution(graph).outputs(for: inputs)
    for variant in UInt64(0)..<50 {
      var random = SeededGenerator(seed: seed << 32 | variant)
      var placements: [Layout.Placement] = []
      let program = try Compiler(alignment: random.pick(1, 4, 16)).program(
        graph, sharing: sharing
      ) { problem in
        let planned = RandomPlan(problem, guardBytes: Self.guardBytes, &random).planned
        placements = planned.layout.placements
        return planned
      }
      let host = try HostProgram(program)
      let run = try Self.run(host, inputs, placements)
      guard run.touched.isEmpty, run.outputs == expected else {
        Issue.record(
          "variant \(variant): \(run.touched): \(RandomNetwork.report(graph, seed: seed))")
        return
      }
    }
  }

  /// Puts the pattern wherever nothing lives, before each step anew.
  ///
  /// - Returns: the outputs, and the positions after which some byte of the pattern is another.
  private static func run(
    _ host: borrowing HostProgram, _ inputs: [[UInt8]], _ placements: [Layout.Placement]
  ) throws -> (outputs: [[UInt8]], touched: [Int]) {
    let program = host.program
    let memory = AlignedBytes(
      count: program.arenaBytes + Self.guardBytes, alignment: program.arenaAlignment,
      repeating: Self.pattern)
    let arena = UnsafeMutableRawBufferPointer(
      rebasing: memory.bytes[..<(program.arenaBytes + Self.guardBytes)])
    let executor = try Executor(program, arena: arena)
    func dead(at position: Int) -> [Int] {
      var isDead = [Bool](repeating: true, count: arena.count)
      for placement in placements where placement.lifetime.contains(position) {
        for at in placement.bytes { isDead[at] = false }
      }
      return isDead.indices.filter { isDead[$0] }
    }
    for (index, input) in inputs.enumerated() {
      input.withUnsafeBytes { executor.write($0, toInput: index) }
    }
    for at in dead(at: 0) { arena[at] = Self.pattern }
    var touched: [Int] = []
    let end = placements.map(\.lifetime.upperBound).max() ?? 0
    executor.run(finished: { position in
      if dead(at: position).contains(where: { arena[$0] != Self.pattern }) {
        touched.append(position)
      }
      guard position + 1 < end else { return }
      for at in dead(at: position + 1) { arena[at] = Self.pattern }
    })
    let outputs = (0..<program.outputCount).map { index in
      var output = [UInt8](repeating: 0, count: program.output(index).byteCount)
      output.withUnsafeMutableBytes { executor.read(output: index, into: $0) }
      return output
    }
    return (outputs, touched)
  }
}
