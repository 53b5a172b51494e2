internal import EdgeIR

/// A stream in motion: who computes when, and when each row is held, without computing anything.
///
/// Rows are computed when rows behind them ask for them: no tensor is ever further ahead of its
/// readers than their bands demand, and nothing waits for ever. Time is counted in computed bands.
struct StreamRun {
  /// By inner tensor, then row: from the time that stores it to the last that reads it.
  private(set) var inner: [[ClosedRange<Int>]]
  /// By input, then row: the last time that reads it, -1 where none does.
  private(set) var lastReads: [[Int]]
  /// By output, then row: the time that first stores it.
  private(set) var firstWrites: [[Int]]
  /// Members, in the order in which they compute their bands.
  private(set) var turns: [UInt16] = []
  /// Bands computed in all.
  var end: Int { turns.count }
  /// By output, then input: bytes by which the output gets ahead of what is still needed of the
  /// input.
  private(set) var leads: [[Int]]

  private let graph: StreamGraph
  private let links: StreamLinks
  /// Rows done, by member.
  private var done: [Int]

  init(_ graph: StreamGraph) {
    self.graph = graph
    links = StreamLinks(graph)
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

  /// Computes the next rows of a member, and before them all that they need.
  private mutating func compute(_ index: Int) {
    let member = links.members[index]
    let band = done[index]..<min(done[index] + member.band, member.rows)
    for at in member.needs {
      let need = links.needs[at]
      let last = band.lowerBound + member.band - 1
      let end = min(need.rows.end(last), links.members[need.writer].rows)
      while done[need.writer] < end { compute(need.writer) }
    }
    for at in member.reads {
      for row in band { read(row, links.reads[at]) }
    }
    for at in member.stores {
      for row in band { store(row, links.stores[at]) }
    }
    done[index] = band.upperBound
    turns.append(UInt16(index))
  }

  private mutating func read(_ row: Int, _ read: StreamGraph.Read) {
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

/// What the members of a stream need, read and store, in one table each: a run looks at all of it
/// for every band.
private struct StreamLinks {
  struct Member {
    var rows, band: Int
    var needs, reads, stores: Range<Int>
  }

  private(set) var members: [Member] = []
  private(set) var needs: [StreamGraph.Need] = []
  private(set) var reads: [StreamGraph.Read] = []
  private(set) var stores: [StreamGraph.Place] = []

  init(_ graph: StreamGraph) {
    for member in graph.members {
      let first = (needs.count, reads.count, stores.count)
      needs += member.needs
      reads += member.reads
      stores += member.stores
      members.append(
        Member(
          rows: member.rows, band: member.band, needs: first.0..<needs.count,
          reads: first.1..<reads.count, stores: first.2..<stores.count))
    }
  }
}
