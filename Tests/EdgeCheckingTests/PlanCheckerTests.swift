import EdgeChecking
import EdgeCompiler
import EdgeTestSupport
import Testing

@Suite struct PlanCheckerTests {
  static let ways: [Compiler] =
    Level.allCases.map { Compiler(level: $0, alignment: 1) }
    + [
      Compiler(level: .stream), Compiler(level: .rewrite, alignment: 16),
      Compiler(level: .stream, alignment: 1, streamInput: true),
      Compiler(level: .rewrite, alignment: 1, extraMACs: 100),
    ]
    + Target.allCases.flatMap { target in
      [Level.order, .rewrite, .stream].map { Compiler(level: $0, target: target) }
    }

  @Test(arguments: 0..<10)
  func `plans of random networks are accepted at every level, for every processor`(
    part: Int
  ) throws {
    for seed in UInt64(part * 15)..<UInt64(part * 15 + 15) {
      let graph =
        seed % 5 == 4 ? RandomNetwork.branched(seed: seed) : RandomNetwork.make(seed: seed)
      for compiler in Self.ways {
        let compilation = try compiler.compile(graph, modelSHA256: "")
        let fault = compilation.fault(
          in: try StatedPlan(compilation.plan), for: compiler.target)
        #expect(
          fault == nil,
          """
          level \(compiler.level), fed \(compiler.streamInput), for \(compiler.target), \
          seed \(seed): \(fault.map { "\($0)" } ?? "")
          """)
      }
    }
  }
}

@Suite struct WrongPlanTests {
  @Test func `two hundred and more kinds of wrong plans are rejected, each of them`() throws {
    #expect(Set(WrongPlan.all.map(\.kind)).count == WrongPlan.all.count)
    #expect(WrongPlan.all.count >= 200, "\(WrongPlan.all.count)")
    var applied: [String: Int] = [:]
    for seed in UInt64(0)..<30 {
      let graph = RandomNetwork.make(seed: seed)
      for compiler in [
        Compiler(level: .order), Compiler(level: .rewrite), Compiler(level: .stream),
        Compiler(level: .stream, streamInput: true), Compiler(level: .rewrite, target: .cortexM),
        Compiler(level: .stream, target: .cortexM),
      ] {
        let compilation = try compiler.compile(graph, modelSHA256: "")
        let right = try StatedPlan(compilation.plan)
        for wrong in WrongPlan.all {
          guard let plan = wrong.applied(right), plan != right else { continue }
          applied[wrong.kind, default: 0] += 1
          #expect(
            compilation.fault(in: plan, for: compiler.target) != nil,
            "\(wrong.kind), seed \(seed), level \(compiler.level), fed \(compiler.streamInput)")
        }
      }
    }
    let idle = WrongPlan.all.map(\.kind).filter { applied[$0] == nil }
    #expect(idle == [], "no plan has what these are about")
  }

  @Test func `a fault says where, what was expected and what was found`() throws {
    let compilation = try Compiler(level: .order).compile(
      RandomNetwork.make(seed: 1), modelSHA256: "ab")
    var plan = try StatedPlan(compilation.plan)
    plan.modelSHA256 = "cd"
    #expect(compilation.fault(in: plan)?.description == "modelSHA256: expected ab, found cd")
    #expect(
      PlanFault.overlap("a", "b", step: 3).description
        == "buffers \"a\" and \"b\" overlap at step 3, where both are needed")
    #expect(
      PlanFault.outside("buffer \"a\"", bytes: 8..<12, within: 10).description
        == "buffer \"a\": bytes 8 to 12 lie outside 0 to 10")
  }
}
