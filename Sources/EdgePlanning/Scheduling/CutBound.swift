extension Segment {
  /// What no order avoids while `step` runs: the fewest bytes live of all sets of finished steps
  /// that hold its predecessors, direct and indirect, and none of its successors; a minimum cut.
  ///
  /// A buffer is cut where one of its writers has finished and one of its users has not. What the
  /// step itself touches is live anyway, less what its overlaps save at best.
  ///
  /// - Complexity: that of a maximum flow over steps and buffers.
  func leastBytes(during step: Int) -> Int {
    let own = Set(touched[step].map { Int($0.buffer) })
    var (network, least) = (FlowNetwork(nodes: 2 + count + 2 * buffers.count), liveBefore)
    for (index, buffer) in buffers.enumerated() {
      if buffer.isLiveBefore { least -= buffer.bytes }
      guard !own.contains(index) else {
        least += buffer.bytes
        continue
      }
      let (written, used) = (2 + count + 2 * index, 3 + count + 2 * index)
      network.connect(written, used, capacity: buffer.bytes)
      if buffer.isLiveBefore { network.connect(0, written) }
      if buffer.isNeededAfter { network.connect(used, 1) }
      for writer in buffer.writers { network.connect(2 + Int(writer), written) }
      for user in buffer.users { network.connect(used, 2 + Int(user)) }
    }
    for (later, before) in predecessors.enumerated() {
      for earlier in before { network.connect(2 + later, 2 + Int(earlier)) }
    }
    for ancestor in reachable(from: step, predecessors) { network.connect(0, 2 + ancestor) }
    network.connect(2 + step, 1)
    for descendant in reachable(from: step, successors) { network.connect(2 + descendant, 1) }
    return least + scratch[step] - overlaps[step].reduce(0) { $0 + $1.saving }
      + network.maximumFlow()
  }

  /// By step, how many come before or after it in every order.
  var relativeCounts: [Int] {
    (0..<count).map {
      reachable(from: $0, predecessors).count + reachable(from: $0, successors).count
    }
  }

  private func reachable(from step: Int, _ edges: [[Int32]]) -> [Int] {
    var isReached = [Bool](repeating: false, count: count)
    var found: [Int] = []
    var stack = [step]
    while let next = stack.popLast() {
      for target in edges[next] where !isReached[Int(target)] {
        isReached[Int(target)] = true
        found.append(Int(target))
        stack.append(Int(target))
      }
    }
    return found
  }
}

/// Dinic's algorithm (Soviet Math. Doklady, 1970), from node 0 to node 1.
private struct FlowNetwork {
  private struct Edge {
    var target: Int32
    /// Of the edges that leave the same node, the one before; -1 for none.
    var next: Int32
    var capacity: Int
  }

  private static let unlimited = 1 << 60
  /// Edges and their reverses alternate.
  private var edges: [Edge] = []
  private var last: [Int32]

  init(nodes: Int) { last = Array(repeating: -1, count: nodes) }

  mutating func connect(_ from: Int, _ to: Int, capacity: Int = unlimited) {
    edges.append(Edge(target: Int32(to), next: last[from], capacity: capacity))
    last[from] = Int32(edges.count - 1)
    edges.append(Edge(target: Int32(from), next: last[to], capacity: 0))
    last[to] = Int32(edges.count - 1)
  }

  mutating func maximumFlow() -> Int {
    var flow = 0
    while let levels = levels() {
      var current = last
      while true {
        let pushed = augment(levels, &current)
        guard pushed > 0 else { break }
        flow += pushed
      }
    }
    return flow
  }

  /// Distances from node 0; nil where node 1 is out of reach.
  private func levels() -> [Int32]? {
    var levels = [Int32](repeating: -1, count: last.count)
    levels[0] = 0
    var queue: [Int32] = [0]
    var head = 0
    while head < queue.count {
      let node = Int(queue[head])
      head += 1
      var edge = last[node]
      while edge >= 0 {
        let target = Int(edges[Int(edge)].target)
        if edges[Int(edge)].capacity > 0, levels[target] < 0 {
          levels[target] = levels[node] + 1
          queue.append(Int32(target))
        }
        edge = edges[Int(edge)].next
      }
    }
    return levels[1] < 0 ? nil : levels
  }

  /// Sends what one path allows; 0 where there is none left.
  private mutating func augment(_ levels: [Int32], _ current: inout [Int32]) -> Int {
    var path: [Int] = []
    var node = 0
    while node != 1 {
      let edge = Int(current[node])
      if edge < 0 {
        guard let back = path.popLast() else { return 0 }
        node = Int(edges[back ^ 1].target)
        current[node] = edges[back].next
      } else if edges[edge].capacity > 0,
        levels[Int(edges[edge].target)] == levels[node] + 1
      {
        path.append(edge)
        node = Int(edges[edge].target)
      } else {
        current[node] = edges[edge].next
      }
    }
    let pushed = path.reduce(Self.unlimited) { min($0, edges[$1].capacity) }
    for edge in path {
      edges[edge].capacity -= pushed
      edges[edge ^ 1].capacity += pushed
    }
    return pushed
  }
}
