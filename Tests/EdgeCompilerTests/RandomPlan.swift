import EdgePlanning
import EdgeTestSupport

/// A legal order drawn at random, and a legal layout of it: every buffer at some place that is free
/// for as long as it lives, or over an input that dies where the step permits it.
struct RandomPlan {
  let planned: (schedule: Schedule, layout: Layout)

  /// - Parameter guardBytes: that stay free around what shares nothing.
  init(_ problem: MemoryProblem, guardBytes: Int = 0, _ random: inout SeededGenerator) {
    let order = Self.order(problem, &random)
    let schedule = Schedule(problem, order: order, lowerBoundBytes: 0)
    var layout = Layout(problem, schedule, allocator: GreedyBySize())
    let shuffled = layout.placements.shuffled(using: &random)
    var placed: [Layout.Placement] = []
    for placement in shuffled {
      placed.append(
        Self.place(placement, among: placed, guardBytes: guardBytes, problem, order, &random))
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
    _ placement: Layout.Placement, among placed: [Layout.Placement], guardBytes: Int,
    _ problem: MemoryProblem, _ order: [Int], _ random: inout SeededGenerator
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
    func above(_ bytes: Int) -> Int {
      (bytes + guardBytes + alignment - 1) / alignment * alignment
    }
    var offset = above(random.int(0...64) * alignment)
    while let other = alive.first(where: {
      $0.bytes.overlaps(offset - guardBytes..<offset + bytes + guardBytes)
    }) {
      offset = above(other.bytes.upperBound)
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
