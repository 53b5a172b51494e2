/// First fit of the items from the largest to the smallest: what TensorFlow Lite Micro does.
package struct GreedyBySize: Allocator {
  package static let name = "greedy-by-size"

  package init() {}

  package func allocate(_ problem: AllocationProblem) -> Allocation {
    let firstFit = FirstFit(problem, Conflicts(problem))
    return Allocation(
      problem, offsets: firstFit.offsets(order: Self.order(problem.items)),
      lowerBoundBytes: problem.lowerBoundBytes)
  }

  static func order(_ items: [AllocationItem]) -> [Int] {
    items.indices.sorted { a, b in
      (items[b].bytes, items[a].lifetime.lowerBound, a)
        < (items[a].bytes, items[b].lifetime.lowerBound, b)
    }
  }
}
