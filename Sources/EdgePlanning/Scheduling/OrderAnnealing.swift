/// Makes the order of a long segment better by simulated annealing (Kirkpatrick et al., Science
/// 1983), where the best is out of reach.
///
/// A step moves to another place between its predecessors and its successors. What counts is not
/// the peak, which few moves change, but all that lies above a line a little below it, squared.
/// Overlaps do not count. Moves are bounded by their work, and drawn by a fixed seed.
struct OrderAnnealing {
  private let segment: Segment
  /// Steps by place, and places by step.
  private var order: [Int]
  private var places: [Int]
  /// By place, bytes of the buffers live during the step there.
  private var live: [Int]
  /// By buffer, the first and the last place at which it is live; outside where it is before or
  /// after the segment.
  private var first: [Int]
  private var last: [Int]
  private var peak: Int
  private(set) var best: [Int]
  /// What is above it counts, in `unit` bytes.
  private var line = 0.0
  private let unit: Double
  private var draws: UInt64 = 0
  /// Of the move that is looked at: `live` without the buffers that its step touches, and with them
  /// as they would be.
  private var others: [Int]
  private var next: [Int]

  private static let farthest = 100
  private static let hottest = 1000.0
  /// Times the temperature falls, and to what part of itself: to a hundredth in all.
  private static let coolings = 64
  private static let cooling = 0.93
  /// Work of a move in addition to its places.
  private static let workPerMove = 8

  init(_ segment: Segment, order: [Int]) {
    self.segment = segment
    self.order = order
    best = order
    places = Array(repeating: 0, count: order.count)
    live = Array(repeating: 0, count: order.count)
    first = Array(repeating: -1, count: segment.buffers.count)
    last = Array(repeating: order.count, count: segment.buffers.count)
    others = live
    next = live
    peak = .max
    let bytes = segment.buffers.reduce(0) { $0 + $1.bytes }
    unit = Double(max(1, bytes / max(1, segment.buffers.count)))
    for (place, step) in order.enumerated() { places[step] = place }
    for buffer in segment.buffers.indices {
      locate(buffer)
      for place in max(0, first[buffer])...min(order.count - 1, last[buffer]) {
        live[place] += segment.buffers[buffer].bytes
      }
    }
    look()
  }

  /// - Parameter workLimit: most places looked at, for all moves.
  mutating func run(workLimit: Int, isCancelled: () -> Bool) {
    var (work, temperature) = (0, Self.hottest)
    for cooling in 1...Self.coolings where !isCancelled() {
      while work < workLimit / Self.coolings * cooling {
        let known = work
        while work < known + order.count { work += tryMove(temperature) }
        look()
      }
      temperature *= Self.cooling
    }
  }

  /// Remembers the order where it is the best so far.
  private mutating func look() {
    var most = 0
    for place in live.indices { most = max(most, need(place)) }
    guard most < peak else { return }
    peak = most
    best = order
    line = 0.98 * Double(peak)
  }

  private func need(_ place: Int) -> Int { live[place] + segment.scratch[order[place]] }

  private mutating func locate(_ buffer: Int) {
    let description = segment.buffers[buffer]
    if !description.isLiveBefore {
      first[buffer] = description.writers.reduce(Int.max) { min($0, places[Int($1)]) }
    }
    if !description.isNeededAfter {
      last[buffer] = description.users.reduce(0) { max($0, places[Int($1)]) }
    }
  }

  /// - Returns: the work done.
  private mutating func tryMove(_ temperature: Double) -> Int {
    let step = Int(draw() % UInt64(order.count))
    let place = places[step]
    var (lowest, highest) = (0, order.count - 1)
    for other in segment.predecessors[step] { lowest = max(lowest, places[Int(other)] + 1) }
    for other in segment.successors[step] { highest = min(highest, places[Int(other)] - 1) }
    lowest = max(lowest, place - Self.farthest)
    highest = min(highest, place + Self.farthest)
    guard lowest < highest else { return Self.workPerMove }
    var target = lowest + Int(draw() % UInt64(highest - lowest))
    if target >= place { target += 1 }
    let window = min(place, target)...max(place, target)
    let change = change(moving: step, to: target, window)
    if change <= 0 || change < temperature * patience() { move(step, to: target, window) }
    return Self.workPerMove + window.count
  }

  /// Exponentially distributed, with mean about 1.
  private mutating func patience() -> Double {
    let number = Double(draw() | 1)
    let bits = Double(number.exponent) + number.significand - 1
    return 0.69 * (64 - bits)
  }

  private mutating func draw() -> UInt64 {
    draws += 1
    return Progress.key(Int(truncatingIfNeeded: draws)) >> 1
  }

  /// What a move adds to what counts; leaves `next` as the move would make `live`.
  private mutating func change(
    moving step: Int, to target: Int, _ window: ClosedRange<Int>
  ) -> Double {
    let place = places[step]
    for index in window { others[index] = live[index] }
    for item in segment.touched[step] {
      let bytes = segment.buffers[Int(item.buffer)].bytes
      for index in isLive(Int(item.buffer), in: window) { others[index] -= bytes }
    }
    if target > place {
      for index in place..<target { next[index] = others[index + 1] }
    } else {
      for index in target + 1...place { next[index] = others[index - 1] }
    }
    next[target] = others[target] - passing(step, target, isLater: target > place)
    for item in segment.touched[step] {
      let buffer = Int(item.buffer)
      let old = (first[buffer], last[buffer])
      (first[buffer], last[buffer]) = moved(buffer, step, target, window)
      for index in isLive(buffer, in: window) { next[index] += segment.buffers[buffer].bytes }
      (first[buffer], last[buffer]) = old
    }
    var change = 0.0
    for index in window {
      let moved =
        index == target ? step : order[target > place ? index + 1 : index - 1]
      change += excess(next[index] + segment.scratch[moved]) - excess(need(index))
    }
    return change
  }

  private func excess(_ bytes: Int) -> Double {
    let above = max(0, Double(bytes) - line) / unit
    return above * above
  }

  private func isLive(_ buffer: Int, in window: ClosedRange<Int>) -> Range<Int> {
    let from = max(window.lowerBound, first[buffer])
    return from..<max(from, min(window.upperBound, last[buffer]) + 1)
  }

  /// Bytes of what the step at `target` alone has live on the side to which `step` would come.
  private func passing(_ step: Int, _ target: Int, isLater: Bool) -> Int {
    let own = segment.touched[step]
    return segment.touched[order[target]].reduce(0) { sum, item in
      let buffer = Int(item.buffer)
      let ends = (isLater ? last : first)[buffer] == target
      guard ends, !own.contains(where: { $0.buffer == item.buffer }) else { return sum }
      return sum + segment.buffers[buffer].bytes
    }
  }

  /// Where a buffer that `step` touches would be live.
  private func moved(
    _ buffer: Int, _ step: Int, _ target: Int, _ window: ClosedRange<Int>
  ) -> (first: Int, last: Int) {
    let place = places[step]
    func shifted(_ other: Int32) -> Int {
      let at = places[Int(other)]
      guard window.contains(at) else { return at }
      return at == place ? target : target > place ? at - 1 : at + 1
    }
    var (from, to) = (first[buffer], last[buffer])
    if window.contains(from) {
      from = segment.buffers[buffer].writers.reduce(Int.max) { min($0, shifted($1)) }
    }
    if window.contains(to) {
      to = segment.buffers[buffer].users.reduce(0) { max($0, shifted($1)) }
    }
    return (from, to)
  }

  private mutating func move(_ step: Int, to target: Int, _ window: ClosedRange<Int>) {
    let place = places[step]
    for index in stride(from: place, to: target, by: target > place ? 1 : -1) {
      order[index] = order[target > place ? index + 1 : index - 1]
    }
    order[target] = step
    for index in window {
      places[order[index]] = index
      live[index] = next[index]
    }
    for index in window {
      for item in segment.touched[order[index]] {
        let buffer = Int(item.buffer)
        if window.contains(first[buffer]) || window.contains(last[buffer]) { locate(buffer) }
      }
    }
  }
}
