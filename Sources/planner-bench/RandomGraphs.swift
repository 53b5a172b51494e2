import EdgePlanning

/// Graphs of any size by fixed seeds; every step writes one buffer.
struct RandomGraph {
  private var random: SplitMix64
  private(set) var problem: MemoryProblem

  private init(_ name: String, seed: UInt64) {
    random = SplitMix64(state: seed)
    problem = MemoryProblem(
      name: name, buffers: [.init(name: "in", bytes: 1024)], steps: [], inputs: [BufferID(0)],
      outputs: [])
  }

  /// Watts and Strogatz, Nature 1998, as Xie et al. use it (ICCV 2019): a ring of `count` nodes,
  /// each linked to `neighbours`, every link rewired with probability `rewired`; an edge leads from
  /// the lower number to the higher.
  static func wattsStrogatz(
    _ count: Int, neighbours: Int, rewired: Double, seed: UInt64
  ) -> MemoryProblem {
    var graph = RandomGraph("ws-\(count)-s\(seed)", seed: seed)
    var edges: Set<[Int]> = []
    for distance in 1...neighbours / 2 {
      for node in 0..<count {
        var other = (node + distance) % count
        if Double.random(in: 0..<1, using: &graph.random) < rewired {
          repeat {
            other = Int.random(in: 0..<count, using: &graph.random)
          } while other == node || edges.contains([min(node, other), max(node, other)])
        }
        edges.insert([min(node, other), max(node, other)])
      }
    }
    return graph.finished(count, edges, bytes: 1024...1024)
  }

  /// Erdős and Rényi: every pair is an edge with probability `degree / count`.
  static func erdosRenyi(_ count: Int, degree: Double, seed: UInt64) -> MemoryProblem {
    var graph = RandomGraph("er-\(count)-s\(seed)", seed: seed)
    var edges: Set<[Int]> = []
    for node in 0..<count {
      for other in node + 1..<count
      where Double.random(in: 0..<Double(count), using: &graph.random) < degree {
        edges.insert([node, other])
      }
    }
    return graph.finished(count, edges, bytes: 256...2048)
  }

  /// Barabási and Albert: each node is linked to `links` earlier ones, the well linked preferred.
  static func barabasiAlbert(_ count: Int, links: Int, seed: UInt64) -> MemoryProblem {
    var graph = RandomGraph("ba-\(count)-s\(seed)", seed: seed)
    var ends = Array(0..<links)
    var edges: Set<[Int]> = []
    for node in links..<count {
      for _ in 0..<links {
        let other = ends.randomElement(using: &graph.random) ?? 0
        edges.insert([other, node])
        ends += [other, node]
      }
      ends = ends.map { $0 == node + 1 ? node : $0 }
    }
    return graph.finished(count, edges, bytes: 256...2048)
  }

  /// Layers of `width`, each node fed by two of the layer before.
  static func layered(_ count: Int, width: Int, seed: UInt64) -> MemoryProblem {
    var graph = RandomGraph("layered-\(count)-s\(seed)", seed: seed)
    var edges: Set<[Int]> = []
    for node in width..<count {
      let first = (node / width - 1) * width
      for _ in 0..<2 {
        edges.insert([Int.random(in: first..<first + width, using: &graph.random), node])
      }
    }
    return graph.finished(count, edges, bytes: 256...2048)
  }

  /// Cells one behind the other, each of random wiring between one node in front and one behind.
  static func chainOfCells(_ count: Int, cell: Int, seed: UInt64) -> MemoryProblem {
    var graph = RandomGraph("cells-\(count)-s\(seed)", seed: seed)
    var edges: Set<[Int]> = []
    for node in 1..<count {
      let first = (node - 1) / cell * cell
      edges.insert([Int.random(in: first..<node, using: &graph.random), node])
      edges.insert([Int.random(in: first..<node, using: &graph.random), node])
      guard node % cell == 0 else { continue }
      for inner in first + 1..<node where !edges.contains(where: { $0[0] == inner && $0[1] < node })
      {
        edges.insert([inner, node])
      }
    }
    return graph.finished(count, edges, bytes: 256...2048)
  }

  /// Nodes that all read the input, joined by one.
  static func fan(_ count: Int, bytes: ClosedRange<Int>, seed: UInt64) -> MemoryProblem {
    var graph = RandomGraph("fan-\(count)-s\(seed)", seed: seed)
    return graph.finished(count + 1, Set((0..<count).map { [$0, count] }), bytes: bytes)
  }

  /// Two terminals, the edges between them replaced again and again by two in series or parallel.
  static func seriesParallel(_ count: Int, seed: UInt64) -> MemoryProblem {
    var graph = RandomGraph("sp-\(count)-s\(seed)", seed: seed)
    var edges = [(0.0, 1.0)]
    var places = [0.0, 1.0]
    while places.count < count {
      let index = Int.random(in: 0..<edges.count, using: &graph.random)
      let (from, to) = edges[index]
      let middle = from + (to - from) * Double.random(in: 0.1..<0.9, using: &graph.random)
      places.append(middle)
      if Bool.random(using: &graph.random) { edges.remove(at: index) }
      edges += [(from, middle), (middle, to)]
    }
    places.sort()
    let number = Dictionary(uniqueKeysWithValues: places.enumerated().map { ($1, $0) })
    return graph.finished(
      count, Set(edges.map { [number[$0.0] ?? 0, number[$0.1] ?? 0] }), bytes: 256...2048)
  }

  /// Nodes without predecessors read the input; those without successors are outputs.
  private mutating func finished(
    _ count: Int, _ edges: Set<[Int]>, bytes: ClosedRange<Int>
  ) -> MemoryProblem {
    var before = [[Int]](repeating: [], count: count)
    var isRead = [Bool](repeating: false, count: count)
    for edge in edges {
      before[edge[1]].append(edge[0])
      isRead[edge[0]] = true
    }
    for node in 0..<count {
      problem.buffers.append(
        .init(name: "t\(node)", bytes: Int.random(in: bytes, using: &random)))
      let reads = before[node].sorted().map { BufferID($0 + 1) }
      problem.steps.append(
        .init(
          name: "s\(node)", reads: reads.isEmpty ? [BufferID(0)] : reads,
          writes: [BufferID(node + 1)]))
      if !isRead[node] { problem.outputs.append(BufferID(node + 1)) }
    }
    return problem
  }

  /// A rectangle of `bytes` by `time` cut into `count` pieces, which therefore pack perfectly.
  static func perfectPacking(_ count: Int, seed: UInt64) -> AllocationProblem {
    var random = SplitMix64(state: seed)
    var pieces = [(time: 0..<1000, bytes: 0..<100_000)]
    while pieces.count < count {
      let areas = pieces.map { $0.time.count * $0.bytes.count / 100 }
      let largest = areas.indices.sorted { areas[$0] > areas[$1] }.prefix(8)
      let index = largest.randomElement(using: &random) ?? 0
      let piece = pieces.remove(at: index)
      let share = Double.random(in: 0.2..<0.8, using: &random)
      let cutsTime = Bool.random(using: &random) && piece.time.count > 4
      if cutsTime {
        let cut = piece.time.lowerBound + max(1, Int(Double(piece.time.count) * share))
        pieces.append((piece.time.lowerBound..<cut, piece.bytes))
        pieces.append((cut..<piece.time.upperBound, piece.bytes))
      } else {
        let cut = piece.bytes.lowerBound + max(1, Int(Double(piece.bytes.count) * share))
        pieces.append((piece.time, piece.bytes.lowerBound..<cut))
        pieces.append((piece.time, cut..<piece.bytes.upperBound))
      }
    }
    return AllocationProblem(
      items: pieces.shuffled(using: &random).map {
        AllocationItem(bytes: $0.bytes.count, lifetime: $0.time)
      })
  }
}

/// Steele, Lea and Flood, OOPSLA 2014.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
