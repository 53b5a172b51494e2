internal import EdgeIR

/// Where the bytes of every tensor lie, as the plan says.
struct TensorPlaces {
  /// Bytes that follow each other, all of one owner.
  struct Run: Equatable {
    /// In the arena; within the tensor where the owner has no place in it.
    var bytes: Range<Int>
    var owner: Owner
  }

  /// Whose bytes they are: a tensor with a place of its own, or one row of it.
  typealias Owner = UInt32

  private enum Home {
    /// No place in the arena: constants, variables, and what nobody mentions.
    case nowhere
    case buffer(offset: Int)
    case within(TensorID, StatedPlan.View)
    /// Blocks of each part in turn.
    case stitched([TensorID], blocks: Int)
    case rows(offsets: [Int], rowBytes: Int)
    case outside(TensorID)
  }

  private let graph: Graph
  private var homes: [Home]
  private var firstOwners: [Owner]
  /// By owner: its tensor.
  private var tensors: [TensorID] = []
  /// By tensor with a place in a buffer: which.
  private(set) var buffers: [TensorID: Int] = [:]

  /// Owner of bytes that nobody may read.
  static let nobody: Owner = 0

  init(_ plan: StatedPlan, _ graph: Graph, _ names: PlanNames) throws(PlanFault) {
    self.graph = graph
    homes = Array(repeating: .nowhere, count: graph.tensors.count)
    firstOwners = Array(repeating: Self.nobody, count: graph.tensors.count)
    let viewed = Set(plan.views.map(\.tensor))
    for (index, buffer) in plan.buffers.enumerated()
    where buffer.kind != "scratch" && !viewed.contains(buffer.name) {
      guard let id = names.tensors[buffer.name] else { continue }
      guard buffer.bytes == graph[id].type.bytes else {
        throw .figure(
          "buffers \"\(buffer.name)\": bytes", expected: "\(graph[id].type.bytes)",
          found: "\(buffer.bytes)")
      }
      try settle(id, .buffer(offset: buffer.offset), names)
      buffers[id] = index
    }
    for view in plan.views { try settle(view, plan, names) }
    for name in plan.virtualConcats { try stitch(name, names) }
    for stream in plan.streams { try settle(stream, plan.alignment, names) }
    for conversion in plan.conversions { try settle(conversion, names) }
    try checkChains()
    tensors.append(TensorID(-1))
    for index in graph.tensors.indices {
      firstOwners[index] = Owner(tensors.count)
      var count = 1
      if case .rows(let offsets, _) = homes[index] { count = offsets.count }
      tensors += Array(repeating: TensorID(index), count: count)
    }
  }

  func tensor(of owner: Owner) -> TensorID { tensors[Int(owner)] }

  /// Whether bytes of this owner have a place in the arena.
  func isInArena(_ owner: Owner) -> Bool {
    switch homes[tensors[Int(owner)].index] {
    case .buffer, .rows, .within: true
    default: false
    }
  }

  func isMentioned(_ id: TensorID) -> Bool {
    if case .nowhere = homes[id.index] { false } else { true }
  }

  func isInRows(_ id: TensorID) -> Bool {
    if case .rows = homes[id.index] { true } else { false }
  }

  func isStitched(_ id: TensorID) -> Bool {
    if case .stitched = homes[id.index] { true } else { false }
  }

  /// The tensor whose integers the arena holds for a float32 one.
  func integers(of id: TensorID) -> TensorID {
    if case .outside(let integers) = homes[id.index] { integers } else { id }
  }

  func isOutside(_ id: TensorID) -> Bool { integers(of: id) != id }

  /// Calls `body` for each run of some bytes of a tensor, in order.
  func runs(_ id: TensorID, _ range: Range<Int>, _ body: (Run) -> Void) {
    switch homes[id.index] {
    case .nowhere, .outside:
      body(Run(bytes: range, owner: firstOwners[id.index]))
    case .buffer(let offset):
      body(
        Run(
          bytes: offset + range.lowerBound..<offset + range.upperBound,
          owner: firstOwners[id.index]))
    case .within(let whole, let view):
      pieces(of: range, block: view.block) { block, bytes in
        let first = view.start + block * view.stride + bytes.lowerBound
        let moved = first..<first + bytes.count
        if view.isBuffer {
          body(Run(bytes: moved, owner: firstOwners[id.index]))
        } else {
          runs(whole, moved, body)
        }
      }
    case .rows(let offsets, let rowBytes):
      pieces(of: range, block: rowBytes) { row, bytes in
        let first = offsets[row] + bytes.lowerBound
        body(
          Run(bytes: first..<first + bytes.count, owner: firstOwners[id.index] + Owner(row)))
      }
    case .stitched(let parts, let blocks):
      let pixel = graph[id].type.bytes / blocks
      pieces(of: range, block: pixel) { block, bytes in
        var start = 0
        for part in parts {
          let own = graph[part].type.bytes / blocks
          let common = bytes.clamped(to: start..<start + own)
          if !common.isEmpty {
            let first = block * own + common.lowerBound - start
            runs(part, first..<first + common.count, body)
          }
          start += own
        }
      }
    }
  }

  /// Whether row `r` of an operand lies in row `r` of whatever is held row by row: all that a
  /// kernel can be told of such rows.
  func keepsRows(_ operand: Operand, _ id: TensorID) -> Bool {
    (0..<operand.rows).allSatisfy { row in
      operand.ranges(rows: row..<row + 1, columns: 0..<operand.width).allSatisfy { range in
        var keeps = true
        runs(id, range) { run in
          let tensor = tensor(of: run.owner)
          keeps =
            keeps && (!isInRows(tensor) || run.owner == firstOwners[tensor.index] + Owner(row))
        }
        return keeps
      }
    }
  }

  /// All of a tensor's bytes, neighbouring runs put together.
  func place(_ id: TensorID, _ ranges: [Range<Int>]) -> [Run] {
    var place: [Run] = []
    for range in ranges {
      runs(id, range) { run in
        if let last = place.last, last.owner == run.owner,
          last.bytes.upperBound == run.bytes.lowerBound
        {
          place[place.count - 1].bytes = last.bytes.lowerBound..<run.bytes.upperBound
        } else {
          place.append(run)
        }
      }
    }
    return place
  }

  private func pieces(of range: Range<Int>, block: Int, _ body: (Int, Range<Int>) -> Void) {
    var at = range.lowerBound
    while at < range.upperBound {
      let (index, first) = at.quotientAndRemainder(dividingBy: block)
      let end = min(first + range.upperBound - at, block)
      body(index, first..<end)
      at += end - first
    }
  }

  private mutating func settle(_ id: TensorID, _ home: Home, _ names: PlanNames)
    throws(PlanFault)
  {
    guard case .nowhere = homes[id.index] else {
      throw .twice("the place of tensor \"\(graph[id].name)\"")
    }
    guard graph[id].contents == nil else {
      throw .unknown("a place in the arena for \"\(graph[id].name)\"")
    }
    homes[id.index] = home
  }

  private mutating func settle(_ view: StatedPlan.View, _ plan: StatedPlan, _ names: PlanNames)
    throws(PlanFault)
  {
    let id = try names.tensor(view.tensor)
    let bytes = graph[id].type.bytes
    guard view.block > 0, view.block <= bytes, bytes % view.block == 0 else {
      throw .figure(
        "views \"\(view.tensor)\": block", expected: "a divisor of \(bytes)", found: "\(view.block)"
      )
    }
    let end = view.start + (bytes / view.block - 1) * view.stride + view.block
    guard view.stride >= view.block || bytes == view.block else {
      throw .figure(
        "views \"\(view.tensor)\": stride", expected: "at least \(view.block)",
        found: "\(view.stride)")
    }
    if view.isBuffer {
      guard
        let index = plan.buffers.firstIndex(where: {
          $0.name == view.within && $0.kind != "scratch"
        })
      else { throw .unknown("buffer \"\(view.within)\"") }
      guard end <= plan.buffers[index].bytes else {
        throw .outside(
          "tensor \"\(view.tensor)\"", bytes: 0..<end, within: plan.buffers[index].bytes)
      }
      let alignment = max(plan.alignment, graph[id].type.element.bytes)
      guard view.start % alignment == 0 else {
        throw .figure(
          "views \"\(view.tensor)\": start", expected: "a multiple of \(alignment)",
          found: "\(view.start)")
      }
      var moved = view
      moved.start += plan.buffers[index].offset
      try settle(id, .within(id, moved), names)
      buffers[id] = index
    } else {
      let whole = try names.tensor(view.within)
      guard end <= graph[whole].type.bytes else {
        throw .outside(
          "tensor \"\(view.tensor)\"", bytes: 0..<end, within: graph[whole].type.bytes)
      }
      try settle(id, .within(whole, view), names)
    }
  }

  private mutating func stitch(_ name: String, _ names: PlanNames) throws(PlanFault) {
    let id = try names.tensor(name)
    guard let node = graph.nodes.first(where: { $0.outputs == [id] }),
      case .join(let blocks) = node.op.aliasing(of: graph.types(node.inputs))
    else { throw .unknown("a virtual concat \"\(name)\"") }
    try settle(id, .stitched(node.inputs, blocks: blocks), names)
  }

  private mutating func settle(
    _ stream: StatedPlan.Stream, _ alignment: Int, _ names: PlanNames
  ) throws(PlanFault) {
    for ring in stream.rings {
      let id = try names.tensor(ring.name)
      let shape = graph[id].type.shape
      let rows = shape.count > 2 ? shape[shape.count - 3] : 1
      let rowBytes = graph[id].type.bytes / rows
      guard ring.rows >= 1, ring.rows <= rows else {
        throw .figure(
          "rings \"\(ring.name)\": rows", expected: "1 to \(rows)", found: "\(ring.rows)")
      }
      guard ring.bytes == ring.rows * rowBytes else {
        throw .figure(
          "rings \"\(ring.name)\": bytes", expected: "\(ring.rows * rowBytes)",
          found: "\(ring.bytes)")
      }
      guard ring.places.count >= ring.rows, ring.places.count <= rows else {
        throw .figure(
          "rings \"\(ring.name)\": places", expected: "\(ring.rows) to \(rows)",
          found: "\(ring.places.count)")
      }
      for place in ring.places where place + rowBytes > stream.blockBytes {
        throw .outside(
          "ring \"\(ring.name)\"", bytes: place..<place + rowBytes, within: stream.blockBytes)
      }
      let unit = max(alignment, graph[id].type.element.bytes)
      for place in [stream.blockOffset] + ring.places where place % unit != 0 {
        throw .figure(
          "rings \"\(ring.name)\": places", expected: "multiples of \(unit)", found: "\(place)")
      }
      let offsets = (0..<rows).map { stream.blockOffset + ring.places[$0 % ring.places.count] }
      try settle(id, .rows(offsets: offsets, rowBytes: rowBytes), names)
    }
  }

  private mutating func settle(_ conversion: StatedPlan.Conversion, _ names: PlanNames)
    throws(PlanFault)
  {
    let (outer, inner) = (
      try names.tensor(conversion.tensor), try names.tensor(conversion.integers)
    )
    let nodes = graph.nodes.filter { node in
      node.inputs == [outer] && node.outputs == [inner] && type(of: node.op).name == "quantize"
        && graph.inputs.contains(outer)
        || node.inputs == [inner] && node.outputs == [outer]
          && type(of: node.op).name == "dequantize" && graph.outputs.contains(outer)
    }
    let uses = graph.nodes.filter { ($0.inputs + $0.outputs).contains(outer) }
    guard nodes.count == 1, uses.count == 1, graph[outer].type.element == .float32 else {
      throw .unknown("a conversion of \"\(conversion.tensor)\"")
    }
    try settle(outer, .outside(inner), names)
  }

  /// Every tensor is found within others after few steps, never within itself.
  private func checkChains() throws(PlanFault) {
    var depths = [Int](repeating: 0, count: homes.count)
    var waiting = homes.indices.map { inner(TensorID($0)).count }
    var users = [[Int]](repeating: [], count: homes.count)
    for index in homes.indices {
      for id in inner(TensorID(index)) { users[id.index].append(index) }
    }
    var ready = homes.indices.filter { waiting[$0] == 0 }
    var settled = 0
    while let index = ready.popLast() {
      settled += 1
      for user in users[index] {
        depths[user] = max(depths[user], depths[index] + 1)
        waiting[user] -= 1
        if waiting[user] == 0 { ready.append(user) }
      }
    }
    guard settled == homes.count, depths.max() ?? 0 <= Self.mostDepth else {
      throw .unknown("a tensor within itself")
    }
  }

  /// How far a tensor may lie within others.
  private static let mostDepth = 4096

  /// The tensors that this one is found through.
  private func inner(_ id: TensorID) -> [TensorID] {
    switch homes[id.index] {
    case .within(let whole, let view): view.isBuffer ? [] : [whole]
    case .stitched(let parts, _): parts
    default: []
    }
  }
}
