internal import EdgeIR
internal import EdgePlanning

/// Finds the fastest way to run a graph within a budget, or the smallest where there is none, by
/// letting stretches of its steps run row by row.
struct Streaming {
  private let search: CandidateSearch
  private let budgetBytes: Int?
  private let feeds: Bool

  /// - Parameter feeds: whether the graph's inputs, the first at least, come row by row.
  init(_ search: CandidateSearch, budgetBytes: Int?, feeds: Bool) {
    self.search = search
    self.budgetBytes = budgetBytes
    self.feeds = feeds
  }

  /// - Parameter ways: to run the graph on whole tensors, the best one first.
  /// - Throws: where our own rewriting breaks the graph.
  func best(from ways: [Candidate]) throws(CompileError) -> Candidate {
    let first = inputs(ways[0].binding).first.map { filled($0, ways[0]) } ?? ways[0]
    if first.layout.arenaBytes <= budgetBytes ?? -1 { return first }
    var searches = try searches(ways)
    // A stream of everything is soon placed, and shows which cuts are not worth a look.
    let uncut = smallest(of: searches, or: first)
    let most = max(uncut.layout.arenaBytes, budgetBytes ?? 0)
    update(&searches) { $0.addCuts(within: most) }
    let least = smallest(of: searches, or: uncut)
    let limit = max(least.layout.arenaBytes, budgetBytes ?? 0)
    update(&searches) { $0.addBands(within: limit) }
    let ways = searches.joined().flatMap { $0.ways(within: limit) }
    return fastest(of: ways, within: limit, or: wider(least, within: limit))
  }

  private func smallest(of kinds: [[Search]], or first: Candidate) -> Candidate {
    var (least, tried) = (first, [first])
    for way in kinds.flatMap({ worthTrying($0.flatMap { $0.ways(within: .max) }) }) {
      guard let candidate = way.candidate(search, tried, within: least.layout.arenaBytes)
      else { break }
      if candidate.isSmallerOrFaster(than: least) { least = candidate }
      tried.append(candidate)
    }
    return least
  }

  /// The fastest with wider bands in the least arena and in some that are larger, always the same
  /// ones: a larger limit never makes it slower.
  private func wider(_ least: Candidate, within limit: Int) -> Candidate {
    let widening = Widening(search: search)
    return Self.eighths.map { least.layout.arenaBytes / 8 * $0 + least.layout.arenaBytes % 8 }
      .filter { $0 <= limit }.map { widening.faster(least, within: $0) }
      .min { TimeEstimate.time($0) < TimeEstimate.time($1) } ?? least
  }

  private static let eighths = [8, 9, 10, 12, 16]

  /// What is faster by the estimate comes first: of what fits then nothing is faster.
  private func fastest(of ways: [Way], within budgetBytes: Int, or least: Candidate) -> Candidate {
    let most = TimeEstimate.time(least)
    let faster = ways.filter { $0.time < most }.sorted { $0.time < $1.time }
    var tried = [least]
    for way in faster.prefix(self.budgetBytes == nil ? Self.mostFaster : faster.count) {
      guard let candidate = way.candidate(search, tried, within: budgetBytes) else { break }
      if candidate.layout.arenaBytes <= budgetBytes { return candidate }
      tried.append(candidate)
    }
    return least
  }

  /// With whole inputs, with all inputs by rows, and with the first, the others being there as a
  /// whole.
  private func searches(_ ways: [Candidate]) throws(CompileError) -> [[Search]] {
    var kinds: [[Search]] = Array(repeating: [], count: 3)
    for (binding, orders) in try bindings(ways) {
      let (fed, macs) = (inputs(binding), binding.graph.macs)
      for order in orders {
        let stretches = {
          StreamSearch(binding, order: order, fed: $0, alignment: search.alignment)
        }
        kinds[0].append(Search(search: stretches([]), macs: macs, filled: fed.first))
        for (kind, count) in Set([fed.count, 1]).sorted().enumerated() where !fed.isEmpty {
          kinds[kind + 1].append(Search(search: stretches(Array(fed.prefix(count))), macs: macs))
        }
      }
    }
    return kinds
  }

  private func update(_ searches: inout [[Search]], _ body: (inout StreamSearch) -> Void) {
    for kind in searches.indices where !search.isOver {
      for index in searches[kind].indices { body(&searches[kind][index].search) }
    }
  }

  /// The inputs of the graph that come row by row: those that lie in buffers of their own.
  private func inputs(_ binding: Binding) -> [TensorID] {
    guard feeds else { return [] }
    let roots = binding.graph.inputs.map(binding.storage.roots)
    return roots.allSatisfy { $0.count == 1 } ? roots.flatMap { $0 } : []
  }

  private struct Search {
    var search: StreamSearch
    var macs: Int
    /// A tensor of which all rows come before anything else runs.
    var filled: TensorID?

    func ways(within limit: Int) -> [Way] {
      search.frontier(within: limit).flatMap { cuts in
        search.absorptions(cuts).map { Way(search: self, cuts: cuts, absorption: $0) }
      }
    }
  }

  private struct Way {
    var search: Search
    var cuts: StreamSearch.Cuts
    var absorption: StreamSearch.Absorption

    /// As far as the cuts tell it.
    var time: Int { search.macs + cuts.cost }

    func candidate(_ candidates: CandidateSearch, _ planned: [Candidate], within most: Int)
      -> Candidate?
    {
      let search = self.search.search
      let units = search.units(cuts, absorption)
      let filling = self.search.filled.flatMap {
        Unit.filling($0, search.binding, alignment: candidates.alignment)
      }
      return candidates.another(
        search.binding, units: (filling.map { [$0] } ?? []) + units, planned: planned,
        within: most)
    }
  }

  /// The smallest ways by the estimate: placement decides among so many.
  private func worthTrying(_ ways: [Way]) -> [Way] {
    let sorted = ways.sorted {
      ($0.cuts.peakBytes, $0.time) < ($1.cuts.peakBytes, $1.time)
    }
    return Array(sorted.prefix(Self.mostTried))
  }

  private static let mostTried = 9
  private static let mostFaster = 32

  /// Every way as it is, and with means of and layers over whole images that take a row at a time;
  /// each in the file's order and in the best one on whole tensors.
  private func bindings(_ ways: [Candidate]) throws(CompileError) -> [(Binding, orders: [[Int]])] {
    var bindings: [(Binding, orders: [[Int]])] = []
    for way in ways {
      bindings.append((way.binding, orders(way.binding, best: way.schedule.order)))
      var graph = way.binding.graph
      let split = try Pipeline([SplitImageMeans(), SplitFullyConnected()]).run(on: &graph)
      guard !split.isEmpty else { continue }
      let lowering = try Lowering(
        graph, for: way.binding.target, after: way.binding.passes + split)
      let binding = Binding(lowering, StorageChoice(everythingIn: graph))
      let units = binding.steps.indices.map(Unit.step)
      let view = PlannerView(binding, units, alignment: search.alignment, sharing: true)
      let best = search.planner.scheduler.schedule(view.problem).order
      bindings.append((binding, orders(binding, best: best)))
    }
    return bindings
  }

  private func orders(_ binding: Binding, best: [Int]) -> [[Int]] {
    let file = Array(binding.steps.indices)
    return file == best ? [file] : [file, best]
  }

  /// The same on whole tensors, the first of which comes row by row before anything else runs.
  private func filled(_ fed: TensorID, _ whole: Candidate) -> Candidate {
    let filling = Unit.filling(fed, whole.binding, alignment: search.alignment)
    let units = whole.binding.steps.indices.map(Unit.step)
    return search.needed(
      whole.binding, units: (filling.map { [$0] } ?? []) + units, sharing: true)
  }
}

extension Candidate {
  fileprivate func isSmallerOrFaster(than other: Candidate) -> Bool {
    (layout.arenaBytes, TimeEstimate.time(self))
      < (other.layout.arenaBytes, TimeEstimate.time(other))
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
