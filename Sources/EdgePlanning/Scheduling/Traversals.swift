/// From the first inputs on, a step as soon as it is ready, the successors of the last one first.
package struct DepthFirst: Scheduler {
  package static let name = "dfs"

  package init() {}

  package func schedule(_ problem: MemoryProblem) -> Schedule {
    Traversal(problem).schedule { $0.popLast() }
  }
}

/// Steps in the order in which they become ready.
package struct BreadthFirst: Scheduler {
  package static let name = "bfs"

  package init() {}

  package func schedule(_ problem: MemoryProblem) -> Schedule {
    Traversal(problem).schedule { $0.popFirst() }
  }
}

/// From the last steps back: each after all it depends on, which are visited depth first.
package struct ReversePostOrder: Scheduler {
  package static let name = "reverse-post-order"

  package init() {}

  package func schedule(_ problem: MemoryProblem) -> Schedule {
    let predecessors = problem.predecessors().map { $0.sorted() }
    var hasSuccessor = [Bool](repeating: false, count: problem.steps.count)
    for step in predecessors.joined() { hasSuccessor[step] = true }
    var isVisited = [Bool](repeating: false, count: problem.steps.count)
    var order: [Int] = []
    for end in problem.steps.indices where !hasSuccessor[end] {
      var stack = [(step: end, next: 0)]
      isVisited[end] = true
      while let top = stack.last {
        guard top.next < predecessors[top.step].count else {
          order.append(top.step)
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        let step = predecessors[top.step][top.next]
        guard !isVisited[step] else { continue }
        isVisited[step] = true
        stack.append((step, 0))
      }
    }
    return Schedule(problem, order: order, lowerBoundBytes: problem.lowerBoundBytes)
  }
}

/// A walk along the edges that runs what is ready.
private struct Traversal {
  private let problem: MemoryProblem
  private var waiting: [Int]
  private var successors: [[Int]]

  init(_ problem: MemoryProblem) {
    self.problem = problem
    let predecessors = problem.predecessors()
    waiting = predecessors.map(\.count)
    successors = Array(repeating: [], count: problem.steps.count)
    for (step, before) in predecessors.enumerated() {
      for other in before { successors[other].append(step) }
    }
  }

  func schedule(_ next: (inout ArraySlice<Int>) -> Int?) -> Schedule {
    var waiting = waiting
    var ready = problem.steps.indices.filter { waiting[$0] == 0 }[...]
    var order: [Int] = []
    while let step = next(&ready) {
      order.append(step)
      for successor in successors[step] {
        waiting[successor] -= 1
        if waiting[successor] == 0 { ready.append(successor) }
      }
    }
    return Schedule(problem, order: order, lowerBoundBytes: problem.lowerBoundBytes)
  }
}
