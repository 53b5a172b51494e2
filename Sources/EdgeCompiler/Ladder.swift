package import EdgeIR
internal import EdgePlanning

/// What each lever saves of a graph's arena, pulled one after the other.
package struct Ladder: Hashable, Sendable {
  /// In the order in which they are pulled.
  package enum Lever: String, CaseIterable, Codable, Sendable {
    /// None: the file's order, whole tensors.
    case file
    /// The best order.
    case order
    /// Nodes and channels that change no output bit are gone.
    case passes
    /// Outputs lie over inputs that die.
    case overlap
    /// Parts of joins stay apart, or are written in place, or are taken one by one; cuts are read
    /// in place.
    case virtualConcat
    /// Tensors are computed a second time instead of being kept, as far as that is permitted.
    case recomputation
    /// Stretches of steps run row by row.
    case streaming
    /// The first input comes row by row too.
    case feeding

    /// The level that pulls it.
    package var level: Level {
      switch self {
      case .file: .file
      case .order: .order
      case .passes, .overlap, .virtualConcat, .recomputation: .rewrite
      case .streaming, .feeding: .stream
      }
    }
  }

  package struct Rung: Hashable, Codable, Sendable {
    package var lever: Lever
    /// With this lever and all before it.
    package var arenaBytes: Int
    /// Compared with the rung before; of feeding possibly negative, for it is a matter of choice.
    package var savedBytes: Int
  }

  /// All levers, in order.
  package let rungs: [Rung]

  /// Plans `graph` once a lever, without a budget.
  ///
  /// - Parameters:
  ///   - plan: a plan of `graph`, which need not be found again; sets the alignment.
  ///   - extraMACs: multiply-accumulates that may be spent, in percent of the graph's.
  /// - Throws: what the kernels cannot do, or a broken invariant of our own.
  package init(_ graph: Graph, knowing plan: Plan, extraMACs: Int = 0) throws(CompileError) {
    let search = CandidateSearch(alignment: plan.alignment)
    let lowering = try Lowering(graph.withZerosForMissingContents)
    let plain = search.needed(Binding(lowering), sharing: false)
    let ways = try Rewriting(search, extraMACs: extraMACs).ways(graph, from: plain)
    let once = ways.first { $0.extraMACs == 0 } ?? plain
    let streamed = try Self.stream(ways, plan, search, feeds: false)
    let fed = try Self.stream(ways, plan, search, feeds: true)
    var rewritten = graph
    _ = try Pipeline.standard.run(on: &rewritten)
    let binding = Binding(try Lowering(rewritten.withZerosForMissingContents))
    let (plainBytes, bestBytes) = (plain.layout.arenaBytes, once.layout.arenaBytes)
    let partly = [false, true].map { sharing in
      search.needed(binding, sharing: sharing).layout.arenaBytes
    }
    // Levers that are of no use alone count where they first are.
    let passes = min(plainBytes, max(partly[0], bestBytes))
    let arenas = [
      search.inFileOrder(plain).layout.arenaBytes, plainBytes, passes,
      min(passes, max(partly[1], bestBytes)), bestBytes,
      ways[0].layout.arenaBytes, streamed, fed,
    ]
    rungs = zip(Lever.allCases, arenas).enumerated().map { index, rung in
      let before = index == 0 ? rung.1 : arenas[index - 1]
      return Rung(lever: rung.0, arenaBytes: rung.1, savedBytes: before - rung.1)
    }
  }

  /// What remains with all levers of a level.
  ///
  /// - Parameter feeds: whether the first input comes row by row, at level stream.
  package func arenaBytes(_ level: Level, feeds: Bool = false) -> Int {
    let reached = rungs.last { $0.lever.level == level && (feeds || $0.lever != .feeding) }
    return reached?.arenaBytes ?? 0
  }

  private static func stream(
    _ ways: [Candidate], _ plan: Plan, _ search: CandidateSearch, feeds: Bool
  ) throws(CompileError) -> Int {
    let isKnown =
      plan.level == .stream && plan.streamInput == feeds && plan.budgetBytes.value == nil
    guard !isKnown else { return plan.arenaBytes }
    return try Streaming(search, budgetBytes: nil, feeds: feeds)
      .best(from: ways).layout.arenaBytes
  }
}
