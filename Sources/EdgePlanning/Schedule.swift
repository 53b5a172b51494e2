/// An order of execution with what is known of it.
package struct Schedule: Hashable, Sendable {
  /// A permutation of the problem's step indices in which writers precede readers.
  package var order: [Int]
  /// Most bytes live during any step.
  package var peakBytes: Int
  /// No order has a smaller peak than this.
  package var lowerBoundBytes: Int
  /// States the search visited; 0 for orders that were not searched for.
  package var states: Int

  /// Whether no order has a smaller peak.
  package var isProved: Bool { peakBytes == lowerBoundBytes }

  /// An order together with its peak in `problem`.
  ///
  /// - Precondition: `order` is legal.
  package init(_ problem: MemoryProblem, order: [Int], lowerBoundBytes: Int, states: Int = 0) {
    self.order = order
    self.states = states
    let live = Lifetimes(problem, order: order).liveBytes(problem, order: order)
    peakBytes = live.max() ?? problem.lowerBoundBytes
    self.lowerBoundBytes = min(lowerBoundBytes, peakBytes)
  }
}

/// Finds an order for a memory problem.
package protocol Scheduler: Sendable {
  static var name: String { get }
  func schedule(_ problem: MemoryProblem) -> Schedule
}

extension MemoryProblem {
  /// A bound below every order's peak: what the inputs, the outputs, and each step on its own need.
  package var lowerBoundBytes: Int {
    let total = { (ids: [BufferID]) in Set(ids).reduce(0) { $0 + self[$1].bytes } }
    let ends = steps.isEmpty ? [total(inputs + outputs)] : [total(inputs), total(outputs)]
    return steps.indices.map { index in
      let step = steps[index]
      let saved = overlapSaving(step: index) { _ in
        true
      } isBorn: { _ in
        true
      }
      return total(step.reads + step.writes) + step.scratch - saved
    }.reduce(ends.max() ?? 0, max)
  }

  /// Whether `order` runs every step once, writers before readers.
  package func accepts(order: [Int]) -> Bool {
    guard order.count == steps.count, Set(order) == Set(steps.indices) else { return false }
    let predecessors = predecessors()
    var done = Set<Int>()
    return order.allSatisfy { step in
      defer { done.insert(step) }
      return predecessors[step].isSubset(of: done)
    }
  }
}
