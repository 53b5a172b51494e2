internal import EdgeIR
internal import EdgePlanning

/// Finds the smallest of the ways to run a graph that give the same bytes; the planner judges.
struct Rewriting {
  let alignment: Int

  /// - Parameter plain: the graph as it is, nothing shared.
  /// - Throws: where one of our passes breaks the graph.
  func best(_ graph: Graph, from plain: Candidate) throws(CompileError) -> Candidate {
    var rewritten = graph
    _ = try Pipeline.standard.run(on: &rewritten)
    rewritten = rewritten.withZerosForMissingContents
    let lowering = try Lowering(rewritten)
    let everything = StorageChoice(everythingIn: rewritten)
    let virtual = Candidate(
      Binding(lowering, everything), alignment: alignment, sharing: true)
    let whole = Candidate(
      Binding(lowering), alignment: alignment, sharing: true, planned: [virtual])
    return [virtual, whole].reduce(plain) { best, way in
      way.isBetter(than: best) ? way : best
    }
  }
}
