internal import EdgeIR
internal import EdgePlanning

/// Finds the smallest of the ways to run a graph that give the same bytes; the planner judges.
struct Rewriting {
  let alignment: Int

  /// - Parameter plain: the graph as it is, nothing shared.
  func best(_ lowering: Lowering, from plain: Candidate) -> Candidate {
    let everything = StorageChoice(everythingIn: lowering.graph)
    let ways = [
      Candidate(Binding(lowering, everything), alignment: alignment, sharing: true),
      Candidate(Binding(lowering), alignment: alignment, sharing: true),
    ]
    return ways.reduce(plain) { best, way in
      way.isBetter(than: best) ? way : best
    }
  }
}
