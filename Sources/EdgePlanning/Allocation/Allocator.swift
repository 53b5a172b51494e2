/// Gives each item of a problem an offset.
package protocol Allocator: Sendable {
  static var name: String { get }
  func allocate(_ problem: AllocationProblem) -> Allocation
}

/// Offsets, and what is known about how few bytes would do.
package struct Allocation: Hashable, Sendable {
  /// In the order of the items.
  package var offsets: [Int]
  package var arenaBytes: Int
  /// No offsets need less.
  package var lowerBoundBytes: Int
  /// Placements tried by a search; 0 where there was none.
  package var nodes: Int

  /// Whether no offsets need less than these.
  package var isProved: Bool { arenaBytes == lowerBoundBytes }

  package init(
    _ problem: AllocationProblem, offsets: [Int], lowerBoundBytes: Int, nodes: Int = 0
  ) {
    self.offsets = offsets
    self.nodes = nodes
    arenaBytes = problem.arenaBytes(offsets)
    self.lowerBoundBytes = min(lowerBoundBytes, arenaBytes)
  }
}
