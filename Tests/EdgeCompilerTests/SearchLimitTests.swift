import EdgeCompiler
import EdgeIR
import EdgeRuntime
import EdgeTestSupport
import Synchronization
import Testing

/// Searches that end before they are done.
@Suite struct SearchLimitTests {
  private func plan(_ graph: Graph, most: Int) throws -> Compilation {
    var compiler = Compiler(alignment: 1)
    compiler.mostCandidates = most
    return try compiler.compile(graph, modelSHA256: "")
  }

  @Test(arguments: UInt64(0)..<4)
  func `more ways never make a plan larger, and all of them make the whole search's`(
    seed: UInt64
  ) throws {
    let graph = RandomNetwork.branched(seed: seed)
    var whole = try Compiler(alignment: 1).compile(graph, modelSHA256: "").plan
    #expect(whole.candidates > 3)
    var before = Int.max
    for most in 0...whole.candidates {
      let found = try self.plan(graph, most: most)
      let plan = found.plan
      #expect(plan.candidates == most)
      #expect(plan.arenaBytes <= before)
      before = plan.arenaBytes
      if most == whole.candidates {
        #expect(!found.isCutShort)
        whole.planMilliseconds = plan.planMilliseconds
        #expect(plan == whole)
      }
    }
  }

  @Test(arguments: UInt64(0)..<4)
  func `an interrupted search has a plan that runs, of a graph that can be found again`(
    seed: UInt64
  ) throws {
    let graph = RandomNetwork.branched(seed: seed)
    let inputs = RandomNetwork.inputs(of: graph, seed: seed)
    let expected = try NaiveExecution(graph).outputs(for: inputs)
    let total = try plan(graph, most: .max).plan.candidates
    var counts: Set<Int> = []
    for polls in (0..<12).map({ 1 << $0 }) {
      let left = LeftPolls(polls)
      var compiler = Compiler(alignment: 1)
      compiler.isInterrupted = { left.isOver }
      let compilation = try compiler.compile(graph, modelSHA256: "")
      counts.insert(compilation.plan.candidates)
      let again = try plan(graph, most: compilation.plan.candidates)
      #expect(again.graph == compilation.graph)
      let program = try HostProgram(compilation.program)
      #expect(try MeasuredRun(program, inputs: inputs)?.outputs == expected)
    }
    #expect(counts.count > 2 && counts.contains(0) && counts.contains { $0 < total && $0 > 0 })
  }

  @Test(arguments: Level.allCases)
  func `a plan that is not the whole search's says that it was cut short`(level: Level) throws {
    let graph = RandomNetwork.branched(seed: 1)
    var whole = try Compiler(level: level, alignment: 1).compile(graph, modelSHA256: "").plan
    var cut = 0
    for polls in 0..<200 {
      let left = LeftPolls(polls)
      var compiler = Compiler(level: level, alignment: 1)
      compiler.isInterrupted = { left.isOver }
      let compilation = try compiler.compile(graph, modelSHA256: "")
      whole.planMilliseconds = compilation.plan.planMilliseconds
      if compilation.isCutShort { cut += 1 } else { #expect(compilation.plan == whole) }
    }
    #expect(cut > 0)
  }

  @Test func `an interrupted search does not say that nothing less works`() throws {
    let graph = RandomNetwork.branched(seed: 0)
    var compiler = Compiler(budgetBytes: 1)
    let whole = try #require(try compiler.compile(graph, modelSHA256: "").shortage)
    #expect(whole.description.contains("the least that works is \(whole.arenaBytes) bytes"))
    compiler.mostCandidates = 1
    let limited = try #require(try compiler.compile(graph, modelSHA256: "").shortage)
    #expect(limited.description.contains("less may work: the search was cut short"))
    compiler.isInterrupted = { true }
    let early = try #require(try compiler.compile(graph, modelSHA256: "").shortage)
    #expect(early.description.contains("less may work: the search was cut short"))
  }
}

/// How often a search may still ask whether it is interrupted.
private final class LeftPolls: Sendable {
  private let count: Atomic<Int>

  init(_ count: Int) { self.count = Atomic(count) }

  var isOver: Bool { count.subtract(1, ordering: .relaxed).newValue < 0 }
}
