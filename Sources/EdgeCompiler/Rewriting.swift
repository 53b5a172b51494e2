internal import EdgeIR
internal import EdgePlanning

/// Finds the smallest of the ways to run a graph that give the same bytes; the planner judges.
struct Rewriting {
  let alignment: Int

  /// The smallest way first, and what else may be worth streaming.
  ///
  /// - Parameter plain: the graph as it is, nothing shared.
  /// - Throws: where one of our passes breaks the graph.
  func ways(_ graph: Graph, from plain: Candidate) throws(CompileError) -> [Candidate] {
    var (best, ways) = (plain, [plain])
    for (graph, passes) in try rewritten(graph) {
      let lowering = try Lowering(graph, for: plain.binding.target, after: passes)
      for choice in [StorageChoice(everythingIn: graph), StorageChoice()] {
        let way = Candidate(
          Binding(lowering, choice), alignment: alignment, sharing: true, planned: ways,
          within: best.layout.arenaBytes)
        if way.isBetter(than: best) { best = way }
        ways.append(way)
      }
    }
    let joined = try best.improved(by: JoinGrouping(), alignment: alignment)
    let partial = try best.improved(by: PartialConvolution(), alignment: alignment)
    guard partial.layout.arenaBytes < best.layout.arenaBytes else { return [joined] }
    let both = try partial.improved(by: JoinGrouping(), alignment: alignment)
    return both.layout.arenaBytes < joined.layout.arenaBytes ? [both, joined] : [joined, both]
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
