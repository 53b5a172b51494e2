internal import EdgeIR

/// Runs a plan on an arena that knows whose bytes it holds, computing nothing: whatever a step
/// reads must still be there.
struct PlanRun {
  let plan: StatedPlan
  let graph: Graph
  let places: TensorPlaces
  let geometry: PlanGeometry
  var arena: ArenaModel
  var order: VariableOrder
  /// By buffer: the first and the last step that touch it.
  private(set) var uses: [ClosedRange<Int>?]
  /// By name: what has not run yet. Several where numbered steps are named as another node is.
  private var calls: [String: [Int]] = [:]
  let steps: StepCalls

  init(
    _ plan: StatedPlan, _ graph: Graph, _ places: TensorPlaces, _ steps: StepCalls,
    _ geometry: PlanGeometry
  ) throws(PlanFault) {
    self.plan = plan
    self.graph = graph
    self.places = places
    self.geometry = geometry
    self.steps = steps
    arena = ArenaModel(bytes: plan.arenaBytes)
    uses = Array(repeating: nil, count: plan.buffers.count)
    order = VariableOrder(steps, graph)
    for (index, step) in steps.all.enumerated() { calls[step.name, default: []].append(index) }
  }

  mutating func run() throws(PlanFault) {
    let fed = Set(plan.streams.flatMap(\.fed))
    for id in graph.inputs.map(places.integers) {
      guard !fed.contains(graph[id].name) else {
        touchAll(id, at: 0)
        continue
      }
      try write(id, 0..<graph[id].type.bytes, by: "input \"\(graph[id].name)\"", at: 0)
    }
    var streams = plan.streams[...]
    for (position, step) in plan.steps.enumerated() {
      if let stream = streams.first, stream.step == position {
        streams.removeFirst()
        var rows = try StreamRows(stream, self)
        try rows.run(on: &self)
      } else {
        try run(try take(step.name, step.op, at: position), at: position)
      }
    }
    guard let name = calls.keys.min() else { return try checkOutputs() }
    throw .missing("step \"\(name)\"")
  }

  /// A call of a name, once: of several one that finds what it reads.
  mutating func take(_ name: String, _ op: String? = nil, at position: Int) throws(PlanFault)
    -> Int
  {
    let known = (calls[name] ?? []).filter { index in
      op == nil || type(of: graph.nodes[steps.all[index].node].op).name == op
    }
    guard let first = known.first else { throw .unknown("step \"\(name)\"") }
    let taken = known.count == 1 ? first : known.first { isReady($0, at: position) } ?? first
    calls[name]?.removeAll { $0 == taken }
    if calls[name] == [] { calls[name] = nil }
    return taken
  }

  private mutating func isReady(_ index: Int, at position: Int) -> Bool {
    let step = steps.all[index]
    return step.call.inputs.indices.allSatisfy { number in
      let id = step.input(number, graph)
      return arenaHolds(id, 0..<graph[id].type.bytes)
    }
  }

  private mutating func checkOutputs() throws(PlanFault) {
    let last = max(plan.steps.count - 1, 0)
    for id in graph.outputs.map(places.integers) {
      guard holds(id, 0..<graph[id].type.bytes, at: last) else {
        throw .lostOutput(graph[id].name)
      }
    }
  }

  private mutating func run(_ index: Int, at position: Int) throws(PlanFault) {
    let step = steps.all[index]
    try order.meet(index, step)
    let scratch = try geometry.scratch(of: step.call, step.name, at: position)
    arena.fill(scratch, TensorPlaces.nobody)
    for (number, operand) in step.call.inputs.enumerated() {
      let id = step.input(number, graph)
      try read(operand, id, rows: 0..<operand.rows, step.name, at: position)
    }
    let shared = SharedStep(step, graph, places)
    if shared.overlapped.isEmpty {
      for (number, operand) in step.call.outputs.enumerated() {
        try write(operand, step.output(number, graph), step.name, at: position)
      }
    } else {
      try shared.run(on: &self, geometry.direction(at: position, step.name), at: position)
    }
    arena.fill(scratch, TensorPlaces.nobody)
  }

  /// Whether some bytes of a tensor are there; notes that they are needed.
  mutating func holds(_ id: TensorID, _ range: Range<Int>, at position: Int) -> Bool {
    places.runs(id, range) { run in
      if places.isInArena(run.owner) { touch(places.tensor(of: run.owner), at: position) }
    }
    return arenaHolds(id, range)
  }

  private func arenaHolds(_ id: TensorID, _ range: Range<Int>) -> Bool {
    var isThere = true
    places.runs(id, range) { run in
      guard places.isInArena(run.owner) else {
        isThere = isThere && graph[places.tensor(of: run.owner)].contents != nil
        return
      }
      isThere = isThere && arena.contains(run.bytes) && arena.holds(run.bytes, run.owner)
    }
    return isThere
  }

  /// Checks that rows of an operand are there.
  mutating func read(
    _ operand: Operand, _ id: TensorID, rows: Range<Int>, columns: Range<Int>? = nil,
    _ step: String, at position: Int
  ) throws(PlanFault) {
    for range in operand.ranges(rows: rows, columns: columns ?? 0..<operand.width) {
      guard holds(id, range, at: position) else { throw .lost(step: step, tensor: graph[id].name) }
    }
  }

  mutating func write(
    _ operand: Operand, _ id: TensorID, rows: Range<Int>? = nil, columns: Range<Int>? = nil,
    _ step: String, at position: Int
  ) throws(PlanFault) {
    guard graph[id].contents == nil else { return }
    let ranges = operand.ranges(
      rows: rows ?? 0..<operand.rows, columns: columns ?? 0..<operand.width)
    for range in ranges { try write(id, range, by: "step \"\(step)\"", at: position) }
  }

  mutating func write(_ id: TensorID, _ range: Range<Int>, by what: String, at position: Int)
    throws(PlanFault)
  {
    var outside: Range<Int>?
    var placeless: TensorID?
    places.runs(id, range) { run in
      let owner = places.tensor(of: run.owner)
      if !places.isInArena(run.owner) {
        placeless = owner
      } else if !arena.contains(run.bytes) {
        outside = run.bytes
      } else {
        arena.fill(run.bytes, run.owner)
        touch(owner, at: position)
      }
    }
    if let outside { throw .outside(what, bytes: outside, within: plan.arenaBytes) }
    if let placeless { throw .missing("a place for \"\(graph[placeless].name)\"") }
  }

  /// Notes that a step needs the buffer of a tensor.
  mutating func touch(_ id: TensorID, at position: Int) {
    guard let buffer = places.buffers[id] else { return }
    touch(buffer: buffer, at: position)
  }

  mutating func touch(buffer: Int, at position: Int) {
    let known = uses[buffer] ?? position...position
    uses[buffer] = min(known.lowerBound, position)...max(known.upperBound, position)
  }

  private mutating func touchAll(_ id: TensorID, at position: Int) {
    places.runs(id, 0..<graph[id].type.bytes) { run in
      touch(places.tensor(of: run.owner), at: position)
    }
  }
}

extension Operand {
  /// The bytes of pixels of rows, of the tensor that the operand sees.
  func ranges(rows: Range<Int>, columns: Range<Int>) -> [Range<Int>] {
    guard !columns.isEmpty else { return [] }
    if columns.count == 1 || pixelBytes == channels || pixelBytes == 0 {
      let span = pixelBytes == 0 ? channels : (columns.count - 1) * pixelBytes + channels
      return rows.map { row in
        let first = offsetBytes + row * rowBytes + columns.lowerBound * pixelBytes
        return first..<first + span
      }
    }
    return rows.flatMap { row in
      columns.map { column in
        let first = offsetBytes + row * rowBytes + column * pixelBytes
        return first..<first + channels
      }
    }
  }
}
