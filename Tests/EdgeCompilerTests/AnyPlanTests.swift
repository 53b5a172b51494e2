import EdgeCompiler
import EdgeIR
import EdgePlanning
import EdgeTestSupport
import Testing

/// Whatever legal order and placement a graph has, the bytes are the same, and so they are whatever
/// the arena holds before.
@Suite struct AnyPlanTests {
  @Test(arguments: [1, 2, 4, 5, 7, 8], [false, true])
  func `a thousand random orders and placements of a network give the same bytes`(
    seed: UInt64, sharing: Bool
  ) throws {
    let graph = RandomNetwork.make(seed: seed)
    let inputs = RandomNetwork.inputs(of: graph, seed: seed)
    let expected = try NaiveExecution(graph).outputs(for: inputs)
    var programs: Set<[UInt8]> = []
    for variant in UInt64(0)..<500 {
      var random = SeededGenerator(seed: seed << 32 | variant)
      let program = try Compiler(alignment: random.pick(1, 4, 16)).program(
        graph, sharing: sharing
      ) { problem in RandomPlan(problem, &random).planned }
      programs.insert(program)
      let host = try HostProgram(program)
      let found = try host.outputs(for: inputs, paint: UInt8(random.int(0...255)))
      guard found == expected else {
        Issue.record("variant \(variant): \(RandomNetwork.report(graph, seed: seed))")
        return
      }
    }
    #expect(programs.count > 400, "the plans are to differ")
  }

  @Test(arguments: [1, 2, 4, 5, 7, 8])
  func `any pattern in the arena before gives the same bytes after`(seed: UInt64) throws {
    let graph = RandomNetwork.make(seed: seed)
    let inputs = RandomNetwork.inputs(of: graph, seed: seed)
    let expected = try NaiveExecution(graph).outputs(for: inputs)
    for level in Level.allCases {
      let host = try HostProgram(
        try Compiler(level: level).compile(graph, modelSHA256: "").program)
      for paint in UInt8.min...UInt8.max {
        #expect(try host.outputs(for: inputs, paint: paint) == expected, "paint \(paint)")
      }
    }
  }
}

/// A legal order drawn at random, and a legal layout of it: every buffer at some place that is free
/// for as long as it lives, or over an input that dies where the step permits it.
private struct RandomPlan {
  let planned: (schedule: Schedule, layout: Layout)

  init(_ problem: MemoryProblem, _ random: inout SeededGenerator) {
    let order = Self.order(problem, &random)
    let schedule = Schedule(problem, order: order, lowerBoundBytes: 0)
    var layout = Layout(problem, schedule, allocator: GreedyBySize())
    let shuffled = layout.placements.shuffled(using: &random)
    var placed: [Layout.Placement] = []
    for placement in shuffled {
      placed.append(Self.place(placement, among: placed, problem, order, &random))
    }
    layout.placements = placed
    layout.arenaBytes = placed.map(\.bytes.upperBound).max() ?? 0
    planned = (schedule, layout)
  }

  private static func order(_ problem: MemoryProblem, _ random: inout SeededGenerator) -> [Int] {
    let predecessors = problem.predecessors()
    var (order, done): ([Int], Set<Int>) = ([], [])
    while order.count < problem.steps.count {
      let ready = problem.steps.indices.filter {
        !done.contains($0) && predecessors[$0].isSubset(of: done)
      }
      let next = ready[random.int(0...ready.count - 1)]
      order.append(next)
      done.insert(next)
    }
    return order
  }

  private static func place(
    _ placement: Layout.Placement, among placed: [Layout.Placement], _ problem: MemoryProblem,
    _ order: [Int], _ random: inout SeededGenerator
  ) -> Layout.Placement {
    var placement = placement
    let bytes = placement.bytes.count
    let alignment =
      switch placement.occupant {
      case .buffer(let id): problem[id].alignment
      case .scratch(let step): problem.steps[step].scratchAlignment
      }
    let alive = placed.filter { $0.lifetime.overlaps(placement.lifetime) }
    if let offset = shared(placement, alive, problem, order, alignment), !random.oneIn(4) {
      placement.bytes = offset..<offset + bytes
      return placement
    }
    var offset = random.int(0...64) * alignment
    while let other = alive.first(where: { $0.bytes.overlaps(offset..<offset + bytes) }) {
      offset = (other.bytes.upperBound + alignment - 1) / alignment * alignment
    }
    placement.bytes = offset..<offset + bytes
    return placement
  }

  /// As close over a dying input as permitted, where nothing else is in the way.
  private static func shared(
    _ placement: Layout.Placement, _ alive: [Layout.Placement], _ problem: MemoryProblem,
    _ order: [Int], _ alignment: Int
  ) -> Int? {
    guard case .buffer(let output) = placement.occupant, !problem.inputs.contains(output),
      order.indices.contains(placement.lifetime.lowerBound)
    else { return nil }
    let step = problem.steps[order[placement.lifetime.lowerBound]]
    for overlap in step.overlaps
    where overlap.output == output && overlap.direction == .upwards {
      guard
        let input = alive.first(where: { $0.occupant == .buffer(overlap.input) }),
        input.lifetime.upperBound == placement.lifetime.lowerBound + 1,
        !problem.outputs.contains(overlap.input), input.bytes.lowerBound >= overlap.distance
      else { continue }
      let offset = (input.bytes.lowerBound - overlap.distance) / alignment * alignment
      let bytes = offset..<offset + placement.bytes.count
      if !alive.contains(where: { $0.occupant != input.occupant && $0.bytes.overlaps(bytes) }) {
        return offset
      }
    }
    return nil
  }
}
