import EdgePlanning
import EdgeTestSupport

/// A problem, one of its orders, and a valid layout of it in which overlaps occur where permitted.
struct RandomLayout {
  let problem: MemoryProblem
  let order: [Int]
  var layout: Layout

  init(seed: UInt64) {
    problem = MemoryProblem.random(seed: seed, steps: 1...9, alignments: [1, 2, 4])
    order = problem.randomOrder(seed: seed)
    layout = Layout(
      problem, Schedule(problem, order: order, lowerBoundBytes: 0), allocator: GreedyBySize())
    var random = SeededGenerator(seed: seed)
    let shuffled = layout.placements.shuffled(using: &random)
    layout.placements = []
    for placement in shuffled {
      var placement = placement
      place(&placement, from: random.oneIn(3) ? random.int(0...9) : 0)
      layout.placements.append(placement)
    }
    layout.arenaBytes = layout.placements.map(\.bytes.upperBound).max() ?? 0
  }

  /// Moves `placement` to the first offset at which nothing forbids it.
  private func place(_ placement: inout Layout.Placement, from start: Int) {
    var offset = start
    let bytes = placement.bytes.count
    repeat {
      placement.bytes = offset..<offset + bytes
      offset += 1
    } while !isAligned(placement) || !isValid(layout.placements + [placement])
  }

  func isAligned(_ placement: Layout.Placement) -> Bool {
    switch placement.occupant {
    case .buffer(let id): placement.bytes.lowerBound % problem[id].alignment == 0
    case .scratch(let step):
      placement.bytes.lowerBound % problem.steps[step].scratchAlignment == 0
    }
  }

  /// The definition, byte by byte: at each position two placements share none, or the step permits
  /// it, all of it in one direction.
  func isValid(_ placements: [Layout.Placement]) -> Bool {
    Set(placements.flatMap { Array($0.lifetime) }).allSatisfy { position in
      let alive = placements.filter { $0.lifetime.contains(position) }
      return [MemoryProblem.Overlap.Direction.upwards, .downwards].contains { direction in
        alive.indices.allSatisfy { a in
          alive[..<a].allSatisfy { b in
            Set(alive[a].bytes).isDisjoint(with: b.bytes)
              || permits(alive[a], over: b, at: position, direction)
              || permits(b, over: alive[a], at: position, direction)
          }
        }
      }
    }
  }

  private func permits(
    _ output: Layout.Placement, over input: Layout.Placement, at position: Int,
    _ direction: MemoryProblem.Overlap.Direction
  ) -> Bool {
    guard case .buffer(let written) = output.occupant, case .buffer(let read) = input.occupant,
      input.lifetime.last == position, output.lifetime.first == position,
      !problem.outputs.contains(read), !problem.inputs.contains(written),
      order.indices.contains(position)
    else { return false }
    return problem.steps[order[position]].overlaps.contains { overlap in
      let margin =
        direction == .upwards
        ? input.bytes.lowerBound - output.bytes.lowerBound
        : output.bytes.upperBound - input.bytes.upperBound
      return overlap.direction == direction && overlap.input == read && overlap.output == written
        && margin >= overlap.distance
    }
  }

  /// The checker's verdict; nil where it accepts.
  func verdict(_ layout: Layout, order other: [Int]? = nil) -> LayoutError? {
    do throws(LayoutError) {
      try layout.verify(problem, order: other ?? order)
      return nil
    } catch {
      return error
    }
  }

  var description: String { "\(problem.text)\norder \(order)\n\(layout.placements)" }
}
