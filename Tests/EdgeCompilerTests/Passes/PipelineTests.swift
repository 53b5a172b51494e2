import EdgeCompiler
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Testing

@Suite struct PipelineTests {
  @Test(arguments: UInt64(0)..<300)
  func `a rewritten network gives the same bytes`(seed: UInt64) throws {
    let graph = RandomNetwork.make(seed: seed)
    var rewritten = graph
    do {
      let changes = try Pipeline.standard.run(on: &rewritten)
      let report = Comment(rawValue: RandomNetwork.report(graph, seed: seed) + "\n\(rewritten)")
      #expect(rewritten.macs <= graph.macs, report)
      #expect(rewritten.nodes.count <= graph.nodes.count, report)
      #expect(changes.map(\.macsSaved).reduce(0, +) == graph.macs - rewritten.macs, report)
      #expect(rewritten.outputs.count == graph.outputs.count, report)
      try graph.expectSameBytes(as: rewritten, seeds: seed..<seed + 4, report)
    } catch {
      Issue.record("\(error)\n\(RandomNetwork.report(graph, seed: seed))")
    }
  }

  @Test func `a rewritten network has nothing left to rewrite`() throws {
    for seed in UInt64(0)..<60 {
      var graph = RandomNetwork.make(seed: seed)
      _ = try Pipeline.standard.run(on: &graph)
      #expect(try Pipeline.standard.run(on: &graph) == [], "seed \(seed)")
    }
  }

  @Test func `random networks keep every pass busy`() throws {
    var busy: [String: Int] = [:]
    for seed in UInt64(0)..<300 {
      var graph = RandomNetwork.make(seed: seed)
      for change in try Pipeline.standard.run(on: &graph) { busy[change.pass, default: 0] += 1 }
    }
    for pass in Pipeline.standard.passes {
      let name = type(of: pass).name
      #expect(busy[name, default: 0] >= 10, "\(name): \(busy)")
    }
  }

  @Test func `a pass that breaks the graph is named`() throws {
    struct Breaking: Pass {
      static let name = "break"
      func run(on graph: inout Graph) -> Bool {
        graph.outputs = []
        return true
      }
    }
    var graph = RandomNetwork.make(seed: 1)
    do throws(CompileError) {
      _ = try Pipeline([Breaking()]).run(on: &graph)
      Issue.record("not noticed")
    } catch {
      guard case .pass("break", let errors) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(errors.map(\.cause) == [.noOutputs])
    }
  }

  @Test func `a model without weights keeps its channels`() throws {
    var graph = RandomNetwork.make(seed: 3)
    for index in graph.tensors.indices where graph.tensors[index].isConstant {
      graph.tensors[index].contents = .missing
    }
    let macs = graph.macs
    graph.outputs += graph.nodes.flatMap(\.outputs).filter { !graph.outputs.contains($0) }
    _ = try Pipeline.standard.run(on: &graph)
    #expect(graph.macs == macs)
  }
}
