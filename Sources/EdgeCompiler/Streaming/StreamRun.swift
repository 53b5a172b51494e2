internal import EdgeIR

/// A stream in motion: the host finds out when each row is held by running the very rule the device
/// runs, without computing anything.
///
/// A row is computed when a row behind it asks for it: no tensor is ever further ahead of its readers
/// than they demand, and nothing waits for ever. Time is counted in computed rows.
struct StreamRun {
  /// By inner tensor, then row: from the time that stores it to the last that reads it.
  private(set) var inner: [[ClosedRange<Int>]]
  /// By input, then row: the last time that reads it, -1 where none does.
  private(set) var lastReads: [[Int]]
  /// By output, then row: the time that first stores it.
  private(set) var firstWrites: [[Int]]
  /// Rows computed in all.
  private(set) var end = 0
  /// By output, then input: bytes by which the output gets ahead of what is still needed of the
  /// input.
  private(set) var leads: [[Int]]

  private let graph: StreamGraph
  /// Rows done, by member.
  private var done: [Int]

  init(_ graph: StreamGraph) {
    self.graph = graph
    inner = Array(repeating: [], count: graph.inner.count)
    lastReads = graph.inputRows.map { Array(repeating: -1, count: $0) }
    firstWrites = Array(repeating: [], count: graph.outputs.count)
    leads = Array(
      repeating: Array(repeating: 0, count: graph.inputs.count), count: graph.outputs.count)
    done = Array(repeating: 0, count: graph.members.count)
    while let sink = graph.nextSink(done) { compute(sink) }
  }

  /// Bytes of inner rows, by time.
  func heldBytes() -> [Int] {
    var changes = Array(repeating: 0, count: end + 1)
    for (place, rows) in inner.enumerated() {
      for lifetime in rows {
        changes[lifetime.lowerBound] += graph.innerRowBytes[place]
        changes[lifetime.upperBound + 1] -= graph.innerRowBytes[place]
      }
    }
    for time in 1..<changes.count { changes[time] += changes[time - 1] }
    return changes.dropLast()
  }

  /// Computes the next row of a member, and before it all that the row needs.
  private mutating func compute(_ index: Int) {
    let row = done[index]
    for need in graph.members[index].needs {
      let end = min(need.rows.end(row), graph.members[need.writer].rows)
      while done[need.writer] < end { compute(need.writer) }
    }
    for read in graph.members[index].reads {
      let rows = read.rows.window.needs(row, extent: read.rows.extent)
      switch read.place {
      case .inner(let place):
        for row in rows where row < inner[place].count {
          inner[place][row] = inner[place][row].lowerBound...end
        }
      case .input(let input): for row in rows { lastReads[input][row] = end }
      case .output: break
      }
    }
    for place in graph.members[index].stores { store(row, place) }
    done[index] += 1
    end += 1
  }

  private mutating func store(_ row: Int, _ place: StreamGraph.Place) {
    switch place {
    case .inner(let place):
      if row == inner[place].count {
        inner[place].append(end...end)
      } else {
        inner[place][row] = inner[place][row].lowerBound...end
      }
    case .output(let output):
      if row == firstWrites[output].count { firstWrites[output].append(end) }
      lead(row, output)
    case .input: break
    }
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
}
