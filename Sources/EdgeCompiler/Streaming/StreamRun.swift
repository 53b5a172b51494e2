internal import EdgeIR

/// A stream in motion: the host finds out which rows have to be held when, by running the very rule
/// the device runs, without computing anything.
///
/// A row is computed when a row behind it asks for it: no tensor is ever further ahead of its readers
/// than they demand, and nothing waits for ever.
struct StreamRun {
  /// The tensors that only the stream sees, and how many of their rows are held at most.
  private(set) var held: [Int]
  /// By such a tensor: those that hold a row at some time when it does.
  private(set) var conflicts: [[Bool]]
  /// Most bytes of rings that hold any row at one time.
  private(set) var peakBytes = 0
  /// By output, then input: bytes by which the output gets ahead of what is still needed of the
  /// input.
  private(set) var leads: [[Int]]

  private let graph: StreamGraph
  /// Rows done, by member.
  private var done: [Int]
  /// By inner tensor: rows stored so far, and whether any is still needed.
  private var stored: [Int]
  private var live: [Int] = []
  private var liveBytes = 0

  init(_ graph: StreamGraph) {
    self.graph = graph
    let count = graph.inner.count
    held = Array(repeating: 1, count: count)
    stored = Array(repeating: 0, count: count)
    conflicts = Array(repeating: Array(repeating: false, count: count), count: count)
    leads = Array(
      repeating: Array(repeating: 0, count: graph.inputs.count), count: graph.outputs.count)
    done = Array(repeating: 0, count: graph.members.count)
    while let sink = graph.nextSink(done) { compute(sink) }
    for (a, b) in live.enumerated().flatMap({ pair in live[..<pair.0].map { (pair.1, $0) } }) {
      conflicts[a][b] = true
    }
    for a in 0..<count {
      for b in 0..<count where conflicts[a][b] { conflicts[b][a] = true }
    }
  }

  /// Computes the next row of a member, and before it all that the row needs.
  private mutating func compute(_ index: Int) {
    let row = done[index]
    for need in graph.members[index].needs {
      let end = min(need.rows.end(row), graph.members[need.writer].rows)
      while done[need.writer] < end { compute(need.writer) }
    }
    for place in graph.members[index].stores {
      switch place {
      case .inner(let place): hold(row, place)
      case .output(let output): lead(row, output)
      }
    }
    done[index] += 1
    for place in graph.members[index].touched where !isNeeded(place) {
      guard let at = live.firstIndex(of: place) else { continue }
      live.remove(at: at)
      liveBytes -= held[place] * graph.innerRowBytes[place]
    }
  }

  private mutating func hold(_ row: Int, _ place: Int) {
    let rowBytes = graph.innerRowBytes[place]
    let rows = max(held[place], row + 1 - oldest(place))
    if live.contains(place) {
      liveBytes += (rows - held[place]) * rowBytes
    } else {
      for other in live { conflicts[place][other] = true }
      live.append(place)
      liveBytes += rows * rowBytes
    }
    held[place] = rows
    stored[place] = max(stored[place], row + 1)
    peakBytes = max(peakBytes, liveBytes)
  }

  private mutating func lead(_ row: Int, _ output: Int) {
    let end = (row + 1) * graph.outputRowBytes[output]
    for input in graph.inputs.indices {
      var first = Int.max
      for reader in graph.inputReaders[input]
      where done[reader.member] < graph.rows(reader.member) {
        first = min(first, reader.rows.first(done[reader.member]))
      }
      guard first < Int.max else { continue }
      leads[output][input] = max(
        leads[output][input], end - first * graph.inputRowBytes[input])
    }
  }

  /// The first row of an inner tensor that anything still needs; `Int.max` where nothing does.
  private func oldest(_ place: Int) -> Int {
    var oldest = Int.max
    for reader in graph.innerReaders[place] where done[reader.member] < graph.rows(reader.member) {
      oldest = min(oldest, reader.rows.first(done[reader.member]))
    }
    return oldest
  }

  private func isNeeded(_ place: Int) -> Bool { oldest(place) < stored[place] }
}
