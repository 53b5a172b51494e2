internal import EdgeIR
internal import EdgePlanning

/// Finds the fastest way to run a graph within a budget, or the smallest where there is none, by
/// letting stretches of its steps run row by row.
///
/// The estimate of time is the number of multiply-accumulates, 400 more a kernel call, and one for
/// every four bytes of constants that a call reads again.
struct Streaming {
  let alignment: Int
  let budgetBytes: Int?
  /// Whether the graph's first input comes row by row.
  let feeds: Bool

  /// - Parameter whole: the best way to run the graph on whole tensors.
  /// - Throws: where our own rewriting breaks the graph.
  func best(from whole: Candidate) throws(CompileError) -> Candidate {
    let fed = feeds ? whole.binding.graph.inputs.first : nil
    var ways: [Way] = []
    for binding in try bindings(whole) {
      for order in orders(binding, whole) {
        let search = StreamSearch(binding, order: order, fed: fed)
        for cuts in search.frontier() {
          ways.append(Way(search: search, cuts: cuts, absorbing: true))
          if search.absorbs(cuts) {
            ways.append(Way(search: search, cuts: cuts, absorbing: false))
          }
        }
      }
    }
    ways.sort { ($0.cuts.peakBytes, $0.cuts.cost) < ($1.cuts.peakBytes, $1.cuts.cost) }
    var tried: [(candidate: Candidate, cost: Int)] = []
    if let fed {
      tried.append((fedBeforehand(whole, fed), 0))
    } else {
      tried.append((whole, 0))
    }
    for way in ways.prefix(budgetBytes == nil ? Self.mostTried : ways.count) {
      if let budgetBytes, way.cuts.peakBytes > budgetBytes { break }
      tried.append((way.candidate(alignment), way.cuts.cost))
    }
    return chosen(tried)
  }

  private struct Way {
    var search: StreamSearch
    var cuts: StreamSearch.Cuts
    /// Whether whole tensors may lie in streams' blocks.
    var absorbing: Bool

    func candidate(_ alignment: Int) -> Candidate {
      Candidate(
        search.binding,
        units: search.units(cuts, alignment: alignment, absorbing: absorbing),
        alignment: alignment, sharing: true)
    }
  }

  /// The smallest ways by the estimate: placement decides among so many.
  private static let mostTried = 8

  /// As the graph is, and with means of whole images that take a row at a time.
  private func bindings(_ whole: Candidate) throws(CompileError) -> [Binding] {
    var graph = whole.binding.graph
    guard SplitImageMeans().run(on: &graph) else { return [whole.binding] }
    let errors = graph.verify()
    guard errors.isEmpty else { throw .pass(SplitImageMeans.name, errors) }
    return [
      whole.binding, Binding(try Lowering(graph), StorageChoice(everythingIn: graph)),
    ]
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

  /// All rows of the input first, then the whole tensors.
  private func fedBeforehand(_ whole: Candidate, _ fed: TensorID) -> Candidate {
    let flow = RowFlow(whole.binding)
    guard let source = StreamGraph([], flow, fed: fed, isSeenOutside: { _ in true }) else {
      return whole
    }
    let unit = Unit.stream(Stream(source, whole.binding, alignment: alignment))
    return Candidate(
      whole.binding, units: [unit] + whole.binding.steps.indices.map(Unit.step),
      alignment: alignment, sharing: true)
  }

  private func chosen(_ tried: [(candidate: Candidate, cost: Int)]) -> Candidate {
    let bytes = { (entry: (candidate: Candidate, cost: Int)) in entry.candidate.layout.arenaBytes }
    let fitting = tried.filter { bytes($0) <= budgetBytes ?? -1 }
    let best =
      fitting.min { ($0.cost, bytes($0)) < ($1.cost, bytes($1)) }
      ?? tried.min { (bytes($0), $0.cost) < (bytes($1), $1.cost) }
    return best?.candidate ?? tried[0].candidate
  }
}
