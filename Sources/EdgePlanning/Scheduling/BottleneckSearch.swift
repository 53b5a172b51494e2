private import HeapModule

/// Best-first search over the sets of finished steps of one segment, by the peak that reaching them
/// takes.
struct BottleneckSearch {
  struct Result {
    /// Positions in the segment; nil where no order below the ceiling was found.
    var order: [Int]?
    /// No order has a smaller peak, unless it has the ceiling's or more.
    var bound: Int
    var states: Int
    /// Whether `bound` is all there is to know.
    var isComplete: Bool
  }

  private struct Entry: Comparable {
    var peak: Int
    var depth: Int
    var state: Int

    static func < (a: Entry, b: Entry) -> Bool {
      (a.peak, b.depth, a.state) < (b.peak, a.depth, b.state)
    }
  }

  private struct Arrival {
    var peak: Int
    var parent: Int32
    /// The step taken from the parent; the eager ones after it follow from the peak.
    var step: Int32
  }

  private let segment: Segment
  private let floor: Int
  /// What is looked for has a smaller peak.
  private let ceiling: Int
  private var table: StateTable
  private var arrivals: [Arrival] = []
  private var queue = Heap<Entry>()
  private var work = 0

  init(_ segment: Segment, floor: Int, ceiling: Int) {
    self.segment = segment
    self.floor = floor
    self.ceiling = ceiling
    table = StateTable(words: segment.words)
  }

  mutating func run(stateLimit: Int, workLimit: Int, isCancelled: () -> Bool) -> Result {
    let start = max(floor, segment.liveBefore)
    guard start < ceiling else {
      return Result(order: nil, bound: ceiling, states: 0, isComplete: true)
    }
    var progress = Progress(segment)
    progress.settle(segment, peak: start)
    add(progress, Arrival(peak: start, parent: -1, step: -1))
    var (parent, child) = (progress, progress)
    var expanded = 0
    while let entry = queue.popMin() {
      guard arrivals[entry.state].peak == entry.peak else { continue }
      if entry.depth == segment.count {
        return Result(
          order: path(to: entry.state), bound: entry.peak, states: table.count, isComplete: true)
      }
      expanded += 1
      let isOver =
        table.count >= stateLimit || work >= workLimit || (expanded % 256 == 0 && isCancelled())
      guard !isOver else {
        return Result(order: nil, bound: entry.peak, states: table.count, isComplete: false)
      }
      table.load(entry.state, into: &parent)
      expand(entry, parent, &child)
    }
    return Result(order: nil, bound: ceiling, states: table.count, isComplete: true)
  }

  private mutating func expand(_ entry: Entry, _ parent: Progress, _ child: inout Progress) {
    let ready = parent.readySteps
    let count = ready.count
    work += count * (count + segment.words)
    for step in ready {
      let effect = segment.effect(of: step, parent)
      let peak = max(entry.peak, effect.during)
      guard peak < ceiling else { continue }
      table.load(entry.state, into: &child)
      child.run(step, segment, liveAfter: effect.after)
      child.settle(segment, peak: peak)
      add(child, Arrival(peak: peak, parent: Int32(entry.state), step: Int32(step)))
    }
  }

  private mutating func add(_ progress: borrowing Progress, _ arrival: Arrival) {
    let (index, isNew) = table.insert(progress)
    if isNew {
      arrivals.append(arrival)
    } else {
      guard arrival.peak < arrivals[index].peak else { return }
      arrivals[index] = arrival
    }
    queue.insert(Entry(peak: arrival.peak, depth: progress.depth, state: index))
  }

  /// Replays the arrivals from the start.
  private func path(to last: Int) -> [Int] {
    var chain: [Int] = []
    var at = last
    while at >= 0 {
      chain.append(at)
      at = Int(arrivals[at].parent)
    }
    var order: [Int] = []
    var progress = Progress(segment)
    for index in chain.reversed() {
      let arrival = arrivals[index]
      if arrival.step >= 0 {
        let step = Int(arrival.step)
        let after = segment.effect(of: step, progress).after
        progress.run(step, segment, liveAfter: after)
        order.append(step)
      }
      progress.settle(segment, peak: arrival.peak) { order.append($0) }
    }
    return order
  }
}
