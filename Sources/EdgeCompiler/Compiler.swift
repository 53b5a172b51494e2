package import EdgeIR
internal import EdgePlanning

/// From a graph to a program: the whole flow on one screen.
package struct Compiler: Sendable {
  package var level: Level
  /// Of every buffer, in bytes; a power of two.
  package var alignment: Int
  package var budgetBytes: Int?
  /// Whether the first input comes row by row while the program runs; at level stream.
  package var streamInput: Bool
  /// How many more multiply-accumulates than the graph's may be spent for a smaller arena, in
  /// percent; from level rewrite on.
  package var extraMACs: Int
  /// What constants are laid out for.
  package var target: Target
  /// How many ways to run the graph are planned at most, beside those that have to be.
  package var mostCandidates = Int.max
  /// Whether the search has to end with the best that it found.
  package var isInterrupted: @Sendable () -> Bool = { false }

  package init(
    level: Level = .stream, alignment: Int = 4, budgetBytes: Int? = nil, streamInput: Bool = false,
    extraMACs: Int = 0, target: Target = .host
  ) {
    self.target = target
    self.level = level
    self.streamInput = streamInput
    self.extraMACs = extraMACs
    self.alignment = alignment
    self.budgetBytes = budgetBytes
  }

  /// - Parameters:
  ///   - graph: passes `verify`.
  ///   - modelSHA256: of the model file, 64 hexadecimal digits.
  /// - Throws: what the kernels cannot do, or a broken invariant of our own. A plan beyond the
  ///   budget is returned, with its shortage.
  package func compile(_ graph: Graph, modelSHA256: String) throws(CompileError) -> Compilation {
    let started = ContinuousClock.now
    guard graph.weightsBytes <= Linker.largestRegion else {
      throw .tooLarge(
        region: "the weights", bytes: graph.weightsBytes, limit: Linker.largestRegion)
    }
    let search = CandidateSearch(
      alignment: alignment, most: mostCandidates, isInterrupted: isInterrupted)
    let plain = search.needed(
      Binding(try Lowering(graph.withZerosForMissingContents, for: target)), sharing: false)
    let chosen = try choose(graph, plain, search)
    do throws(LayoutError) {
      try chosen.layout.verify(chosen.view.problem, order: chosen.schedule.order)
    } catch {
      throw .layout(error)
    }
    let linker = Linker(chosen)
    let program = try linker.program(modelSHA256: modelSHA256)
    let bound = level == .file ? plain.schedule : chosen.schedule
    let plan = Plan(
      self, chosen, lowerBoundBytes: bound.lowerBoundBytes, programBytes: program.count,
      stateBytes: linker.stateBytes, modelSHA256: modelSHA256, candidates: search.count,
      milliseconds: Int((ContinuousClock.now - started) / .milliseconds(1)))
    return Compilation(
      graph: chosen.binding.graph, problem: chosen.view.problem, schedule: chosen.schedule,
      layout: chosen.layout, plan: plan, program: program,
      shortage: budgetBytes.flatMap {
        Shortage(
          plan, budgetBytes: $0, isCutShort: search.isCutShort,
          mayFeed: !streamInput && graph.inputs.first.map { graph[$0].type.hasRows } ?? false)
      },
      isRunnable: !graph.hasMissingContents, isCutShort: search.isCutShort)
  }

  private func choose(_ graph: Graph, _ plain: Candidate, _ search: CandidateSearch)
    throws(CompileError) -> Candidate
  {
    switch level {
    case .file: return search.inFileOrder(plain)
    case .order: return plain
    case .rewrite:
      return try Rewriting(search, extraMACs: extraMACs).ways(graph, from: plain)[0]
    case .stream:
      let ways = try Rewriting(search, extraMACs: extraMACs).ways(graph, from: plain)
      return try Streaming(search, budgetBytes: budgetBytes, feeds: streamInput).best(from: ways)
    }
  }
}
