import EdgePlanning
import EdgeTestSupport

extension AllocationProblem {
  /// - Parameter isPlain: without windows and overlaps.
  static func random(
    seed: UInt64, items: ClosedRange<Int>, isPlain: Bool = false
  ) -> AllocationProblem {
    var random = SeededGenerator(seed: seed)
    var problem = AllocationProblem(items: [])
    for _ in 0..<random.int(items) {
      let start = random.int(0...6)
      var item = AllocationItem(
        bytes: random.int(1...6), alignment: random.pick(1, 1, 2, 4),
        lifetime: start..<start + random.int(1...4))
      if item.lifetime.count > 2, random.oneIn(3) {
        let inner = item.lifetime.lowerBound + 1..<item.lifetime.upperBound - 1
        let window = random.oneIn(2) && !isPlain ? 0..<random.int(1...item.bytes) : nil
        item.gaps = [AllocationItem.Gap(lifetime: inner, window: window)]
      }
      problem.items.append(item)
    }
    problem.fixSome(using: &random)
    if !isPlain { problem.shareSome(using: &random) }
    return problem
  }

  /// Fixes items, far enough apart not to meet.
  private mutating func fixSome(using random: inout SeededGenerator) {
    var offset = 0
    for index in items.indices where random.oneIn(6) {
      items[index].fixedOffset = offset
      offset += 8
    }
  }

  private mutating func shareSome(using random: inout SeededGenerator) {
    for input in items.indices {
      for output in items.indices
      where items[input].lifetime.upperBound == items[output].lifetime.lowerBound + 1
        && items[input].lifetime != items[output].lifetime && items[input].gaps.isEmpty
        && items[output].gaps.isEmpty && random.oneIn(2) && input != output
      {
        let direction: MemoryProblem.Overlap.Direction = random.pick(.upwards, .downwards)
        sharings.append(
          Sharing(
            input: input, output: output, distance: random.int(0...4), direction: direction))
        guard random.oneIn(2) else { continue }
        sharings.append(
          Sharing(
            input: input, output: output, distance: random.int(0...4),
            direction: direction == .upwards ? .downwards : .upwards))
      }
    }
  }

  /// The definition, byte by byte and position by position.
  func accepts(_ offsets: [Int]) -> Bool {
    for (item, offset) in zip(items, offsets) {
      guard offset >= 0, offset % item.alignment == 0, item.fixedOffset ?? offset == offset else {
        return false
      }
    }
    return agrees(offsets)
  }

  /// Whether at each position there is a direction that permits all that shares bytes there.
  private func agrees(_ offsets: [Int]) -> Bool {
    let positions = Set(items.indices.prefix(offsets.count).flatMap { items[$0].lifetime })
    return positions.allSatisfy { position in
      [MemoryProblem.Overlap.Direction.upwards, .downwards].contains { direction in
        offsets.indices.allSatisfy { a in
          (0..<a).allSatisfy { mayMeet(a, $0, at: position, direction, offsets) }
        }
      }
    }
  }

  private func mayMeet(
    _ a: Int, _ b: Int, at position: Int, _ direction: MemoryProblem.Overlap.Direction,
    _ offsets: [Int]
  ) -> Bool {
    guard items[a].lifetime.contains(position), items[b].lifetime.contains(position) else {
      return true
    }
    guard used(a, at: position, offsets).overlaps(used(b, at: position, offsets)) else {
      return true
    }
    return sharings.contains { sharing in
      guard Set([sharing.input, sharing.output]) == Set([a, b]) else { return false }
      let (input, output) = (offsets[sharing.input], offsets[sharing.output])
      let ends = (input + items[sharing.input].bytes, output + items[sharing.output].bytes)
      return sharing.direction == direction
        && (direction == .upwards
          ? output <= input - sharing.distance : ends.1 >= ends.0 + sharing.distance)
    }
  }

  private func used(_ index: Int, at position: Int, _ offsets: [Int]) -> Range<Int> {
    let item = items[index]
    let gap = item.gaps.first { $0.lifetime.contains(position) }
    let bytes = gap.map { $0.window ?? 0..<0 } ?? 0..<item.bytes
    return bytes.shifted(by: offsets[index])
  }

  /// The smallest arena, every combination of offsets tried.
  func leastArena() -> Int {
    var best = items.reduce(0) { $0 + $1.bytes + 4 } + 8 * items.count
    var offsets: [Int] = []
    func extend(top: Int) {
      guard top < best else { return }
      guard offsets.count < items.count else {
        best = top
        return
      }
      let item = items[offsets.count]
      let choices = item.fixedOffset.map { [$0] } ?? Array(0...max(0, best - item.bytes))
      for offset in choices where offset % item.alignment == 0 && offset + item.bytes < best {
        offsets.append(offset)
        if agrees(offsets) { extend(top: max(top, offset + item.bytes)) }
        offsets.removeLast()
      }
    }
    extend(top: 0)
    return best
  }
}
