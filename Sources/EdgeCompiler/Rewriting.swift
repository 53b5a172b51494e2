internal import EdgeIR
internal import EdgePlanning

/// Finds the smallest of the ways to run a graph that give the same bytes; the planner judges.
struct Rewriting {
  private let search: CandidateSearch
  private let extraMACs: Int

  /// - Parameter extraMACs: how many more multiply-accumulates than the graph's may be spent, in
  ///   percent.
  init(_ search: CandidateSearch, extraMACs: Int) {
    self.search = search
    self.extraMACs = extraMACs
  }

  /// The smallest way first, and what else may be worth streaming.
  ///
  /// - Parameter plain: the graph as it is, nothing shared.
  /// - Throws: where one of our passes breaks the graph.
  func ways(_ graph: Graph, from plain: Candidate) throws(CompileError) -> [Candidate] {
    var (best, ways) = (plain, [plain])
    for (graph, passes) in try rewritten(graph) {
      let lowering = try Lowering(graph, for: plain.binding.target, after: passes)
      for choice in [StorageChoice(everythingIn: graph), StorageChoice()] {
        guard
          let way = search.another(
            Binding(lowering, choice), planned: ways, within: best.layout.arenaBytes)
        else { return [best] }
        if way.isBetter(than: best) { best = way }
        ways.append(way)
      }
    }
    return try repeating(try levered(best))
  }

  private func levered(_ way: Candidate) throws(CompileError) -> [Candidate] {
    let joined = try way.improved(by: JoinGrouping(), in: search)
    let partial = try way.improved(by: PartialConvolution(), in: search)
    guard partial.layout.arenaBytes < way.layout.arenaBytes else { return [joined] }
    let both = try partial.improved(by: JoinGrouping(), in: search)
    return both.layout.arenaBytes < joined.layout.arenaBytes ? [both, joined] : [joined, both]
  }

  private func repeating(_ ways: [Candidate]) throws(CompileError) -> [Candidate] {
    guard extraMACs > 0 else { return ways }
    let macs = ways[0].binding.graph.macs
    let lever = Recomputation(
      mostMACs: macs + macs / 100 * extraMACs + macs % 100 * extraMACs / 100)
    let best = try ways[0].improved(by: lever, in: search)
    return best.layout.arenaBytes < ways[0].layout.arenaBytes ? [best] + ways : ways
  }

  /// With what always pays; and with that which may.
  private func rewritten(_ graph: Graph) throws(CompileError) -> [(Graph, [Pipeline.Change])] {
    var first = graph
    let folded = try Pipeline.standard.run(on: &first)
    var second = first
    let distributed = try Pipeline([DistributeOverConcat()]).run(on: &second)
    let ways = [(first, folded), (second, folded + distributed)]
    return ways.prefix(distributed.isEmpty ? 1 : 2).map { ($0.0.withZerosForMissingContents, $0.1) }
  }
}
