internal import EdgeIR

/// Runs a stream band by band, as the plan says who asks for what: the sink furthest behind asks
/// for its next rows, and whatever these need first comes first.
struct StreamRows {
  private enum Source {
    case fed(TensorID, rows: Int)
    case call(Int)
  }

  private let stream: StatedPlan.Stream
  private let name: String
  private var sources: [Source] = []
  private var rows: [Int] = []
  private var done: [Int] = []

  private static let counterBytes = 2
  private static let mostRows = 1 << 15

  init(_ stream: StatedPlan.Stream, _ run: PlanRun) throws(PlanFault) {
    self.stream = stream
    name = run.plan.steps[stream.step].name
    guard run.plan.steps[stream.step].op == "stream" else {
      throw .figure(
        "steps[\(stream.step)].op", expected: "stream", found: run.plan.steps[stream.step].op)
    }
    let names = PlanNames(run.graph)
    for name in stream.fed {
      let id = try names.tensor(name)
      guard run.graph.inputs.map(run.places.integers).contains(id) else {
        throw .unknown("input \"\(name)\"")
      }
      let shape = run.graph[id].type.shape
      sources.append(.fed(id, rows: shape.count > 2 ? shape[shape.count - 3] : 1))
    }
    let count = stream.fed.count + stream.members.count
    for (name, entries) in [("needs", stream.needs.count), ("bands", stream.bands.count)]
    where entries != count {
      throw .figure("streams: \(name)", expected: "\(count)", found: "\(entries)")
    }
    for band in stream.bands where !(1...Self.mostRows).contains(band) {
      throw .figure(
        "streams: bands", expected: "1 to \(Self.mostRows) rows", found: "\(band)")
    }
    for index in stream.needs.joined().map(\.writer) + stream.sinks
    where !(0..<stream.needs.count).contains(index) {
      throw .unknown("source \(index) of the stream at step \(stream.step)")
    }
    try run.geometry.checkBlock(of: stream, named: name)
  }

  mutating func run(on run: inout PlanRun) throws(PlanFault) {
    for name in stream.members { sources.append(.call(try run.take(name, at: stream.step))) }
    for source in sources { try enter(source, &run) }
    done = Array(repeating: 0, count: sources.count)
    let counters = stream.blockOffset + stream.countersOffset
    let counted = counters..<counters + Self.counterBytes * sources.count
    for buffer in run.geometry.buffers(holding: stream) {
      run.touch(buffer: buffer, at: stream.step)
    }
    run.arena.fill(counted, Self.counters)
    while let sink = nextSink() {
      let member = try firstUnmet(from: sink)
      let band = band(member)
      try compute(member, band, &run)
      done[member] = band.upperBound
    }
    guard run.arena.holds(counted, Self.counters) else {
      throw .lost(step: name, tensor: "row counters")
    }
    run.arena.fill(counted, TensorPlaces.nobody)
  }

  /// Owner of the row counters.
  private static let counters = TensorPlaces.Owner.max

  private mutating func enter(_ source: Source, _ run: inout PlanRun) throws(PlanFault) {
    switch source {
    case .fed(_, let rows): self.rows.append(rows)
    case .call(let index):
      let step = run.steps.all[index]
      try run.order.meet(index, step)
      let isByRows =
        step.call.images == 1 && step.call.outputs.allSatisfy { $0.rows == step.call.rows }
        && step.call.inputs.indices.allSatisfy { number in
          step.call.windows[number] != nil
            || run.graph[step.input(number, run.graph)].contents != nil
        }
      guard isByRows, !step.call.outputs.contains(where: \.isVariable) else {
        throw .unknown("step \"\(step.name)\" running by rows")
      }
      let operands =
        step.call.inputs.enumerated().map { ($1, step.input($0, run.graph)) }
        + step.call.outputs.enumerated().map { ($1, step.output($0, run.graph)) }
      for (operand, id) in operands where !run.places.keepsRows(operand, id) {
        throw .unknown("step \"\(step.name)\" seeing rows of \"\(run.graph[id].name)\" in others")
      }
      let scratch = stream.scratchOffset..<stream.scratchOffset + step.call.scratchBytes
      guard scratch.upperBound <= stream.blockBytes,
        scratch.isEmpty
          || (stream.blockOffset + scratch.lowerBound) % step.call.scratchAlignment == 0
      else {
        throw .outside(
          "scratch of \"\(step.name)\"", bytes: scratch, within: stream.blockBytes)
      }
      rows.append(step.call.rows)
    }
    guard rows.last ?? 0 <= Self.mostRows else {
      throw .figure("rows of a stream", expected: "at most \(Self.mostRows)", found: "\(rows)")
    }
  }

  private func nextSink() -> Int? {
    var next: Int?
    for sink in stream.sinks where done[sink] < rows[sink] {
      guard let best = next else {
        next = sink
        continue
      }
      if done[sink] * rows[best] < done[best] * rows[sink] { next = sink }
    }
    return next
  }

  /// The rows that come next.
  private func band(_ member: Int) -> Range<Int> {
    done[member]..<min(done[member] + stream.bands[member], rows[member])
  }

  private func firstUnmet(from sink: Int) throws(PlanFault) -> Int {
    var (member, length) = (sink, 0)
    while let need = stream.needs[member].first(where: { need in
      let last = done[member] + stream.bands[member] - 1
      let end = (last * need.stride + need.reach) / need.divisor
      return done[need.writer] < min(end, need.extent, rows[need.writer])
    }) {
      (member, length) = (need.writer, length + 1)
      guard length <= sources.count, done[member] < rows[member] else {
        throw .stuck(step: stream.step)
      }
    }
    return member
  }

  private func compute(_ member: Int, _ band: Range<Int>, _ run: inout PlanRun)
    throws(PlanFault)
  {
    let position = stream.step
    switch sources[member] {
    case .fed(let id, let rows):
      let bytes = run.graph[id].type.bytes / rows
      try run.write(
        id, band.lowerBound * bytes..<band.upperBound * bytes,
        by: "input \"\(run.graph[id].name)\"", at: position)
    case .call(let index):
      let step = run.steps.all[index]
      let first = stream.blockOffset + stream.scratchOffset
      let scratch = first..<first + step.call.scratchBytes
      run.arena.fill(scratch, TensorPlaces.nobody)
      for row in band { try read(step, row, from: band.lowerBound, &run) }
      for (number, operand) in step.call.outputs.enumerated() {
        try run.write(
          operand, step.output(number, run.graph), rows: band, step.name, at: position)
      }
      // What was read is still there: outputs do not lie over it.
      for row in band { try read(step, row, from: band.lowerBound, &run) }
      run.arena.fill(scratch, TensorPlaces.nobody)
    }
  }

  private func read(_ step: StepCall, _ row: Int, from first: Int, _ run: inout PlanRun)
    throws(PlanFault)
  {
    for (number, operand) in step.call.inputs.enumerated() {
      let rows = step.call.windows[number]?.rows.needs(row, extent: operand.rows)
      try run.read(
        operand, step.input(number, run.graph), rows: rows ?? 0..<operand.rows, step.name,
        at: stream.step)
    }
    guard step.call.readsRowBefore, row > 0, row == first else { return }
    for (number, operand) in step.call.outputs.enumerated() {
      try run.read(
        operand, step.output(number, run.graph), rows: row - 1..<row, step.name, at: stream.step)
    }
  }
}
