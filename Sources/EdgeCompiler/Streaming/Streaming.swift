internal import EdgeIR
internal import EdgePlanning

/// Finds the fastest way to run a graph within a budget, or the smallest where there is none, by
/// letting stretches of its steps run row by row.
struct Streaming {
  let alignment: Int
  let budgetBytes: Int?
  /// Whether the graph's first input comes row by row.
  let feeds: Bool

  /// - Parameter whole: the best way to run the graph on whole tensors.
  /// - Throws: where the input cannot be fed.
  func best(from whole: Candidate) throws(CompileError) -> Candidate {
    let graph = whole.binding.graph
    let fed = feeds ? graph.inputs.first : nil
    let orders = [Array(whole.binding.steps.indices), whole.schedule.order]
    let ways = orders.flatMap { order -> [Way] in
      let search = StreamSearch(whole.binding, order: order, fed: fed)
      return search.frontier().map { Way(search: search, cuts: $0) }
    }
    var candidates: [(candidate: Candidate, cost: Int)] = feeds ? [] : [(whole, 0)]
    let sorted = ways.sorted { ($0.cuts.peakBytes, $0.cuts.cost) < ($1.cuts.peakBytes, $1.cuts.cost) }
    for way in sorted.prefix(budgetBytes == nil ? Self.mostTried : sorted.count) {
      if let budgetBytes, way.cuts.peakBytes > budgetBytes, !candidates.isEmpty { break }
      let units = way.search.units(way.cuts, alignment: alignment)
      let candidate = Candidate(
        whole.binding, units: units, alignment: alignment, sharing: true)
      candidates.append((candidate, way.cuts.cost))
    }
    let fitting = candidates.filter { $0.candidate.layout.arenaBytes <= budgetBytes ?? -1 }
    let chosen =
      fitting.min { ($0.cost, $0.candidate.layout.arenaBytes) < ($1.cost, $1.candidate.layout.arenaBytes) }
      ?? candidates.min { ($0.candidate.layout.arenaBytes, $0.cost) < ($1.candidate.layout.arenaBytes, $1.cost) }
    guard let chosen else { throw .inputNotStreamable(fed.map { graph[$0].name } ?? "") }
    return chosen.candidate
  }

  private struct Way {
    var search: StreamSearch
    var cuts: StreamSearch.Cuts
  }

  /// The smallest ways by the estimate: placement decides among so many.
  private static let mostTried = 6
}
