extension Jigsaw {
  /// Rectangles that fill what the bound leaves free; those that one cut away would leave, where it
  /// leaves a gap of its own.
  static func fillers(_ problem: AllocationProblem) -> [Block] {
    var changes: [Int: Int] = [:]
    for item in problem.items {
      changes[item.lifetime.lowerBound, default: 0] -= item.bytes
      changes[item.lifetime.upperBound, default: 0] += item.bytes
    }
    let positions = changes.keys.sorted()
    guard let first = positions.first, let last = positions.last else { return [] }
    let bound = problem.lowerBoundBytes
    changes[first, default: 0] += bound
    changes[last, default: 0] -= bound
    var (fillers, open): ([Block], [Block]) = ([], [])
    for position in positions {
      var change = changes[position] ?? 0
      if change > 0 {
        open.append(Block(lifetime: position..<position + 1, bytes: change, parts: []))
      }
      while change < 0 {
        let index = open.lastIndex { $0.bytes == -change } ?? open.count - 1
        var filler = open[index]
        filler.lifetime = filler.lifetime.lowerBound..<position
        filler.bytes = min(filler.bytes, -change)
        fillers.append(filler)
        change += filler.bytes
        open[index].bytes -= filler.bytes
        if open[index].bytes == 0 { open.remove(at: index) }
      }
    }
    return fillers
  }
}
