internal import EdgeIR
internal import EdgePlanning

/// Finds the fastest way to run a graph within a budget, or the smallest where there is none, by
/// letting stretches of its steps run row by row.
struct Streaming {
  let alignment: Int
  let budgetBytes: Int?
  /// Whether the graph's inputs, the first at least, come row by row.
  let feeds: Bool

  /// - Parameter whole: the best way to run the graph on whole tensors.
  /// - Throws: where our own rewriting breaks the graph.
  func best(from whole: Candidate) throws(CompileError) -> Candidate {
    let fed = feeds ? inputs(whole.binding) : []
    // Whole inputs, all inputs by rows, or the first, the others being there as a whole.
    var kinds: [[Way]] = Array(repeating: [], count: 3)
    for binding in try bindings(whole) {
      for order in orders(binding, whole) {
        kinds[0] += ways(StreamSearch(binding, order: order, fed: []), filling: fed.first)
        for (kind, count) in Set([fed.count, 1]).sorted().enumerated() where !fed.isEmpty {
          let fed = Array(fed.prefix(count))
          kinds[kind + 1] += ways(StreamSearch(binding, order: order, fed: fed), filling: nil)
        }
      }
    }
    var tried = [fed.first.map { filled($0, whole) } ?? whole]
    for way in kinds.flatMap(worthTrying).sorted(by: { $0.cuts.cost < $1.cuts.cost }) {
      if let last = tried.last, last.layout.arenaBytes <= budgetBytes ?? -1 { return last }
      tried.append(way.candidate(alignment, tried))
    }
    return tried.min { $0.isSmallerOrFaster(than: $1) } ?? whole
  }

  /// The inputs of the graph that lie in buffers of their own.
  private func inputs(_ binding: Binding) -> [TensorID] {
    let roots = binding.graph.inputs.map(binding.storage.roots)
    return roots.allSatisfy { $0.count == 1 } ? roots.flatMap { $0 } : []
  }

  private struct Way {
    var search: StreamSearch
    var cuts: StreamSearch.Cuts
    var absorption: StreamSearch.Absorption
    /// A tensor of which all rows come before anything else runs.
    var filled: TensorID?

    func candidate(_ alignment: Int, _ planned: [Candidate]) -> Candidate {
      let units = search.units(cuts, alignment: alignment, absorption)
      let filling = filled.flatMap { Unit.filling($0, search.binding, alignment: alignment) }
      return Candidate(
        search.binding, units: (filling.map { [$0] } ?? []) + units, alignment: alignment,
        sharing: true, planned: planned)
    }
  }

  private func ways(_ search: StreamSearch, filling filled: TensorID?) -> [Way] {
    search.frontier().flatMap { cuts in
      search.absorptions(cuts).map { absorption in
        Way(search: search, cuts: cuts, absorption: absorption, filled: filled)
      }
    }
  }

  /// The smallest ways by the estimate: placement decides among so many. And all that a budget seems
  /// to have room for: of these the first that fits is the fastest.
  private func worthTrying(_ ways: [Way]) -> [Way] {
    let sorted = ways.sorted {
      ($0.cuts.peakBytes, $0.cuts.cost) < ($1.cuts.peakBytes, $1.cuts.cost)
    }
    let fitting = sorted.prefix { $0.cuts.peakBytes <= budgetBytes ?? -1 }.count
    return Array(sorted.prefix(max(fitting, Self.mostTried)))
  }

  private static let mostTried = 9

  /// As the graph is, and with means of whole images that take a row at a time.
  private func bindings(_ whole: Candidate) throws(CompileError) -> [Binding] {
    var graph = whole.binding.graph
    let split = try Pipeline([SplitImageMeans()]).run(on: &graph)
    guard !split.isEmpty else { return [whole.binding] }
    let lowering = try Lowering(
      graph, for: whole.binding.target, after: whole.binding.passes + split)
    return [whole.binding, Binding(lowering, StorageChoice(everythingIn: graph))]
  }

  private func orders(_ binding: Binding, _ whole: Candidate) -> [[Int]] {
    let file = Array(binding.steps.indices)
    guard binding.steps.count != whole.binding.steps.count else {
      return [file, whole.schedule.order]
    }
    let units = file.map(Unit.step)
    let view = PlannerView(binding, units, alignment: alignment, sharing: true)
    return [file, BestFirst().schedule(view.problem).order]
  }

  /// The same on whole tensors, the first of which comes row by row before anything else runs.
  private func filled(_ fed: TensorID, _ whole: Candidate) -> Candidate {
    let filling = Unit.filling(fed, whole.binding, alignment: alignment)
    let units = whole.binding.steps.indices.map(Unit.step)
    return Candidate(
      whole.binding, units: (filling.map { [$0] } ?? []) + units, alignment: alignment,
      sharing: true)
  }
}

extension Candidate {
  fileprivate func isSmallerOrFaster(than other: Candidate) -> Bool {
    (layout.arenaBytes, TimeEstimate.overhead(self))
      < (other.layout.arenaBytes, TimeEstimate.overhead(other))
  }
}

extension Unit {
  /// Takes all rows of a tensor that comes row by row; nil where it has too many.
  fileprivate static func filling(_ id: TensorID, _ binding: Binding, alignment: Int) -> Unit? {
    StreamGraph([], RowFlow(binding), fed: [id], isSeenOutside: { _ in true }).map { graph in
      .stream(Stream(graph, binding, alignment: alignment))
    }
  }
}
