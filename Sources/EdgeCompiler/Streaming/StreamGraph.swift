internal import EdgeIR
internal import EdgeRuntime

/// Who writes and who reads the rows of a stream.
struct StreamGraph {
  /// Rows that a member's row needs of what another member writes.
  struct Need {
    var writer: Int
    var rows: RowFlow.Need
  }

  struct Reader {
    var member: Int
    var rows: RowFlow.Need
  }

  enum Place: Hashable {
    /// Counted among `inner`.
    case inner(Int)
    /// A whole tensor, counted among `inputs`.
    case input(Int)
    /// A whole tensor, counted among `outputs`.
    case output(Int)
  }

  /// Rows that a member's row reads.
  struct Read: Hashable {
    var place: Place
    var rows: RowFlow.Need
  }

  struct Member {
    /// Index of the step; nil for a source of rows that are fed.
    var step: Int?
    /// What a source feeds.
    var fed: TensorID?
    var rows: Int
    /// Rows that it computes at a time, the last ones maybe fewer.
    var band = 1
    /// In the order in which they are asked for.
    var needs: [Need]
    var reads: [Read]
    var stores: [Place]
  }

  /// Tensors that come from outside; that only the stream sees; that remain. Each ascending.
  let inputs, inner, outputs: [TensorID]
  private(set) var members: [Member]
  /// Come row by row from outside; their sources are the first members.
  let fed: [TensorID]
  /// Members whose rows nobody in the stream asks for first.
  let sinks: [Int]
  let inputReaders: [[Reader]]
  let inputRowBytes, innerRowBytes, outputRowBytes: [Int]
  let inputRows: [Int]

  /// - Parameters:
  ///   - steps: producers first.
  ///   - fed: tensors that come row by row from outside.
  ///   - isSeenOutside: whether a tensor is needed when the stream is done.
  /// - Returns: nil where a step needs whole tensors, or one in one piece that only the stream
  ///   sees, or where nothing remains outside, or a program cannot name so many steps.
  init?(
    _ steps: [Int], _ flow: RowFlow, fed: [TensorID], isSeenOutside: (TensorID) -> Bool
  ) {
    guard fed.count + steps.count <= ProgramFormat.streamMembers else { return nil }
    var flows: [(step: Int?, flow: RowFlow.Member)] = []
    for id in fed {
      guard let shape = flow.shapes[id.index] else { return nil }
      flows.append((nil, RowFlow.Member(rows: shape.rows, needs: [], outputs: [id])))
    }
    for step in steps {
      guard let member = flow.members[step] else { return nil }
      flows.append((step, member))
    }
    var writers = Array(repeating: [Int](), count: flow.shapes.count)
    var readers = Array(repeating: [Reader](), count: flow.shapes.count)
    for (index, member) in flows.enumerated() {
      for id in member.flow.outputs { writers[id.index].append(index) }
      for need in member.flow.needs {
        readers[need.tensor.index].append(Reader(member: index, rows: need))
      }
    }
    self.fed = fed
    let tensors = flow.shapes.indices.map(TensorID.init)
    let written = tensors.filter { !writers[$0.index].isEmpty }
    inputs = tensors.filter { writers[$0.index].isEmpty && !readers[$0.index].isEmpty }
    outputs = written.filter(isSeenOutside)
    inner = written.filter { !isSeenOutside($0) }
    inputReaders = inputs.map { readers[$0.index] }
    let bytes = { (id: TensorID) in flow.shapes[id.index]?.bytes ?? 0 }
    (inputRowBytes, innerRowBytes) = (inputs.map(bytes), inner.map(bytes))
    outputRowBytes = outputs.map(bytes)
    inputRows = inputs.map { flow.shapes[$0.index]?.rows ?? 0 }
    var places = [Place?](repeating: nil, count: flow.shapes.count)
    for (index, id) in inputs.enumerated() { places[id.index] = .input(index) }
    for (index, id) in inner.enumerated() { places[id.index] = .inner(index) }
    for (index, id) in outputs.enumerated() { places[id.index] = .output(index) }
    let members = flows.enumerated().map { index, entry in
      let (step, member) = entry
      return Member(
        step: step, fed: step == nil ? member.outputs.first : nil, rows: member.rows,
        needs: member.needs.flatMap { need in
          writers[need.tensor.index].filter { $0 != index }
            .map { Need(writer: $0, rows: need) }
        }.sorted { $0.writer > $1.writer },
        reads: member.needs.compactMap { need in
          places[need.tensor.index].map { Read(place: $0, rows: need) }
        },
        stores: member.outputs.compactMap { places[$0.index] })
    }
    self.members = members
    sinks = members.indices.filter { index in
      members[index].stores.contains { if case .output = $0 { true } else { false } }
    }
    let isInPieces = members.lazy.flatMap(\.reads).contains { read in
      if case .inner = read.place { read.rows.isWhole } else { false }
    }
    guard !sinks.isEmpty, !isInPieces else { return nil }
  }

  func rows(_ member: Int) -> Int { members[member].rows }

  /// The sink that is furthest behind; nil when all are done.
  func nextSink(_ done: [Int]) -> Int? {
    var next: Int?
    for sink in sinks where done[sink] < members[sink].rows {
      guard let best = next else {
        next = sink
        continue
      }
      if done[sink] * members[best].rows < done[best] * members[sink].rows { next = sink }
    }
    return next
  }

  /// The same with all members but the fed ones computing so many rows at a time, or all they have.
  func computing(_ band: Int) -> StreamGraph {
    var graph = self
    for member in members.indices where members[member].step != nil {
      graph.setBand(of: member, to: min(band, members[member].rows))
    }
    return graph
  }

  /// Lets a member compute so many rows at a time.
  mutating func setBand(of member: Int, to rows: Int) { members[member].band = rows }

  /// Asks for the needs of a member in another order.
  mutating func moveNeed(of member: Int, from: Int, to: Int) {
    members[member].needs.insert(members[member].needs.remove(at: from), at: to)
  }
}
