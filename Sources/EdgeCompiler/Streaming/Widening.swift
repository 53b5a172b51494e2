internal import EdgeIR
internal import EdgePlanning

/// Lets members of streams compute several rows at a time where there is room: there are fewer
/// calls, which read their constants less often, and more rows are held.
struct Widening {
  let search: CandidateSearch

  /// - Parameter limit: bytes of the arena.
  /// - Returns: `candidate`, or what is faster and fits the limit.
  func faster(_ candidate: Candidate, within limit: Int) -> Candidate {
    let problem = candidate.view.problem
    let order = candidate.schedule.order
    let live = Lifetimes(problem, order: order).liveBytes(problem, order: order)
    var room = Array(repeating: 0, count: order.count)
    for (unit, bytes) in zip(order, live) { room[unit] = max(0, limit - bytes) }
    for share in Self.shares {
      let units = candidate.units.enumerated().map { index, unit in
        widened(unit, candidate.binding, by: room[index] / Self.shares[0] * share)
      }
      guard
        let way = search.another(
          candidate.binding, units: units, planned: [candidate], within: limit)
      else { return candidate }
      if way.layout.arenaBytes <= limit,
        TimeEstimate.time(way) < TimeEstimate.time(candidate)
      {
        return way
      }
    }
    return candidate
  }

  /// How much of the room that seems to be there is tried: wider bands also keep outputs further
  /// from the inputs that they overwrite, and may lie less tightly.
  private static let shares = [4, 2, 1, 0]

  private func widened(_ unit: Unit, _ binding: Binding, by bytes: Int) -> Unit {
    guard case .stream(let stream) = unit else { return unit }
    let absorbed = stream.absorbed.keys.sorted()
    let held = Self.heldBytes(StreamRun(stream.graph), stream.graph, absorbed)
    let graph = Self.widened(stream.graph, binding, absorbed, holding: held + bytes)
    guard graph.members.map(\.band) != stream.graph.members.map(\.band) else { return unit }
    return .stream(Stream(graph, binding, alignment: search.alignment, absorbing: absorbed))
  }

  /// Doubles one band after the other, those first whose calls cost most, as long as there is room.
  private static func widened(
    _ graph: StreamGraph, _ binding: Binding, _ absorbed: [TensorID], holding limit: Int
  ) -> StreamGraph {
    var graph = graph
    var savings = graph.members.map { saving($0, binding) }
    var work = 0
    while work < mostWork,
      let member = savings.indices.max(by: { (savings[$0], $1) < (savings[$1], $0) }),
      savings[member] > 0
    {
      var wider = graph
      wider.setBand(of: member, to: doubled(graph.members[member]))
      let run = StreamRun(wider)
      work += run.end
      if heldBytes(run, wider, absorbed) <= limit {
        graph = wider
        savings[member] = saving(wider.members[member], binding)
      } else {
        savings[member] = 0
      }
    }
    return graph
  }

  /// Bands simulated for one stream, about.
  private static let mostWork = 1_000_000

  private static func doubled(_ member: StreamGraph.Member) -> Int {
    min(2 * member.band, member.rows)
  }

  /// What a band of twice the rows would save; 0 where that cannot be.
  private static func saving(_ member: StreamGraph.Member, _ binding: Binding) -> Int {
    var wider = member
    wider.band = doubled(member)
    return TimeEstimate.overhead(member, binding) - TimeEstimate.overhead(wider, binding)
  }

  private static func heldBytes(_ run: StreamRun, _ graph: StreamGraph, _ absorbed: [TensorID])
    -> Int
  {
    StreamTimeline(graph, run, absorbing: absorbed).heldBytes.max() ?? 0
  }
}
