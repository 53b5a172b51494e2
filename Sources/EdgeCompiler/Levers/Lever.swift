internal import EdgeIR
internal import EdgePlanning

/// A change that pays only where the peak is, if at all: the planner judges.
protocol Lever {
  /// What could be done to a candidate, the most promising first.
  func alternatives(to candidate: Candidate) -> [Alternative]
}

/// A graph that gives the same bytes, and how its tensors are kept.
struct Alternative {
  var graph: Graph
  var choice: StorageChoice
  var changes: [Pipeline.Change] = []
}

extension Candidate {
  /// The smallest that a lever leads to, pulled again and again.
  ///
  /// - Throws: where our own rewriting cannot be lowered.
  func improved(by lever: some Lever, in search: CandidateSearch) throws(CompileError)
    -> Candidate
  {
    var best = self
    for _ in 0..<Self.mostPulls {
      let base = best
      for alternative in lever.alternatives(to: base).prefix(Self.mostTried) {
        let lowering = try Lowering(
          alternative.graph, for: binding.target,
          after: base.binding.passes.adding(alternative.changes))
        guard
          let way = search.another(
            Binding(lowering, alternative.choice), within: best.layout.arenaBytes - 1)
        else { return best }
        if way.layout.arenaBytes < best.layout.arenaBytes { best = way }
      }
      guard best.layout.arenaBytes < base.layout.arenaBytes else { break }
    }
    return best
  }

  private static let mostPulls = 4
  private static let mostTried = 12
}
