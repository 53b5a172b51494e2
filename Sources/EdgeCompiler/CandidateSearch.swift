internal import EdgePlanning

/// Plans ways to run a graph, one after the other, until the search has to end.
///
/// The order in which ways are planned depends on the graph alone, and those cut short are dropped:
/// a search that ends after as many finds the same best graph again.
final class CandidateSearch {
  /// Of every buffer, in bytes.
  let alignment: Int
  let planner: MemoryPlanner
  /// How many ways were planned, without those that are needed whatever comes of the search.
  private(set) var count = 0
  /// Whether it ended before it was done.
  private(set) var isCutShort = false
  private let most: Int

  /// - Parameters:
  ///   - most: how many ways are planned at most.
  ///   - isInterrupted: whether the search has to end; once it is, it stays so.
  init(
    alignment: Int, most: Int = .max, isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.alignment = alignment
    self.most = most
    var planner = MemoryPlanner()
    planner.scheduler.isCancelled = isInterrupted
    planner.allocator.isCancelled = isInterrupted
    self.planner = planner
  }

  private var isInterrupted: Bool { planner.allocator.isCancelled() }

  var isOver: Bool { count >= most || isInterrupted }

  /// A way that has to be there, planned as well as there is time.
  func needed(_ binding: Binding, units: [Unit]? = nil, sharing: Bool) -> Candidate {
    let candidate = Candidate(
      binding, units: units, alignment: alignment, sharing: sharing, by: planner)
    isCutShort = isCutShort || isInterrupted
    return candidate
  }

  /// The same steps in the file's order, placed as well as there is time.
  func inFileOrder(_ way: Candidate) -> Candidate {
    let placed = way.inFileOrder(placedBy: planner)
    isCutShort = isCutShort || isInterrupted
    return placed
  }

  /// Nil where the search has to end.
  ///
  /// - Parameters:
  ///   - units: all steps of `binding`, each once; by default the steps themselves.
  ///   - planned: others that have been planned; the same problem is not planned again.
  ///   - most: bytes of arena beyond which it does not matter how they are placed.
  func another(
    _ binding: Binding, units: [Unit]? = nil, planned others: [Candidate] = [],
    within most: Int = .max
  ) -> Candidate? {
    isCutShort = isOver
    guard !isCutShort else { return nil }
    let candidate = Candidate(
      binding, units: units, alignment: alignment, sharing: true, planned: others, within: most,
      by: planner)
    isCutShort = isInterrupted
    guard !isCutShort else { return nil }
    count += 1
    return candidate
  }
}
