internal import EdgeIR
internal import EdgeOperators
internal import EdgePlanning
internal import EdgeRuntime

/// Turns kernel calls and a layout into a program's bytes.
struct Linker {
  private let binding: Binding
  /// By step: its call as the target has it.
  private let calls: [KernelCall]
  private let units: [Unit]
  private let view: PlannerView
  private let schedule: Schedule
  private let layout: Layout
  private let sharing: Sharing
  /// By tensor: the offset in the arena, nil for constants.
  private let offsets: [Int?]
  private let state: StateLayout

  init(_ chosen: Candidate) {
    let (binding, view) = (chosen.binding, chosen.view)
    self.binding = binding
    calls = binding.steps.map { binding.target.packed($0.call) }
    units = chosen.units
    self.view = view
    schedule = chosen.schedule
    layout = chosen.layout
    sharing = chosen.sharing
    offsets = view.homes.map { home in
      home.flatMap { home in
        chosen.layout[.buffer(home.buffer)].map { $0.bytes.lowerBound + home.offset }
      }
    }
    state = StateLayout(binding.graph, alignment: view.alignment)
  }

  /// Bytes kept from run to run.
  var stateBytes: Int { state.contents.count }

  /// - Throws: where the arena, the state or the constants are too large for a program's offsets.
  func program(modelSHA256: String) throws(CompileError) -> [UInt8] {
    let constants = calls.map(\.constants.count).reduce(0, +)
    let regions = [
      ("the arena", layout.arenaBytes), ("the state", stateBytes),
      ("the constants", constants + binding.graph.weightsBytes),
    ]
    for (name, bytes) in regions where bytes > Self.largestRegion {
      throw .tooLarge(region: name, bytes: bytes, limit: Self.largestRegion)
    }
    var tables = Tables(alignment: binding.target.constantsAlignment)
    tables.stateContents = tables.append(constant: state.contents)
    for index in schedule.order { append(unit: index, to: &tables) }
    for id in binding.graph.inputs { append(port: id, isFed: isFed(id), to: &tables) }
    // A fed input may also be an output, of which all rows are there.
    for id in binding.graph.outputs { append(port: id, isFed: false, to: &tables) }
    return assemble(tables, modelHash: Self.bytes(hexadecimal: modelSHA256))
  }

  /// Half of what an offset can count: the padding of aligned blobs always fits above.
  static let largestRegion = Int(ProgramFormat.largestRegion)

  private struct Tables {
    /// Of the tables and of each blob of constants.
    let alignment: Int
    var steps = ByteWriter()
    var views = ByteWriter()
    var ports = ByteWriter()
    var params = ByteWriter()
    var constants = ByteWriter()
    var streams = ByteWriter()
    var bands = ByteWriter()
    var turns = ByteWriter()
    var slots = ByteWriter()
    /// Constant tensors that are operands, by tensor: their offset in the constants.
    var constantOffsets: [TensorID: Int] = [:]
    /// The offset of the state's first contents in the constants.
    var stateContents = 0

    /// Offsets of the blobs and params so far: equal ones are stored once.
    private var knownConstants: [[UInt8]: Int] = [:]
    private var knownParams: [[Int32]: Int] = [:]
    private var knownSlots: [[UInt16]: Int] = [:]

    init(alignment: Int) { self.alignment = alignment }

    mutating func append(params values: [Int32]) -> Int {
      if let known = knownParams[values] { return known }
      let offset = params.count
      for value in values { params.append(value) }
      knownParams[values] = offset
      return offset
    }

    /// - Returns: the index of the first.
    mutating func append(slots values: [UInt16]) -> Int {
      if let known = knownSlots[values] { return known }
      let first = slots.count / ProgramFormat.slotBytes
      for value in values { slots.append(value) }
      knownSlots[values] = first
      return first
    }

    mutating func append(constant bytes: [UInt8]) -> Int {
      if let known = knownConstants[bytes] { return known }
      constants.align(to: alignment)
      let offset = constants.count
      constants.append(contentsOf: bytes)
      knownConstants[bytes] = offset
      return offset
    }
  }

  private func append(unit index: Int, to tables: inout Tables) {
    let block = view.blocks[index]
    let place = block.map { layout[.buffer($0.buffer)] } ?? layout[.scratch(step: index)]
    let scratch = (place?.bytes.lowerBound ?? 0) + (block?.offset ?? 0)
    switch units[index] {
    case .step(let step):
      append(step: step, scratch: scratch, rowStep: sharing.rowStep(index), to: &tables)
    case .stream(let stream):
      append(stream, block: scratch, to: &tables)
    }
  }

  private func append(
    step index: Int, scratch: Int, rowStep: Int32 = 1, rows: [TensorID: HeldRows] = [:],
    to tables: inout Tables
  ) {
    let (step, call) = (binding.steps[index], calls[index])
    tables.steps.append(call.kernel)
    tables.steps.append(byte: UInt8(call.inputs.count))
    tables.steps.append(byte: UInt8(call.outputs.count))
    tables.steps.append(word: tables.views.count / ProgramFormat.viewBytes)
    tables.steps.append(word: tables.append(params: call.params))
    tables.steps.append(word: tables.append(constant: call.constants))
    tables.steps.append(word: scratch)
    tables.steps.append(Int32(0))
    tables.steps.append(word: call.rows)
    tables.steps.append(rowStep)
    for (operand, tensor) in zip(call.inputs + call.outputs, step.inputs + step.outputs) {
      append(operand, of: tensor, rows[tensor], to: &tables)
    }
  }

  private func append(_ stream: Stream, block: Int, to tables: inout Tables) {
    let rows = stream.rowOffsets.mapValues { offsets in
      HeldRows(offsets, unit: stream.unit, block: block)
    }
    let first = tables.steps.count / ProgramFormat.stepBytes
    let (members, turns) = (stream.graph.members, stream.turns)
    let isWide = ProgramFormat.turnBytes(members: UInt32(members.count)) > 1
    if isWide { tables.turns.align(to: 2) }
    for word in [
      first, members.count, tables.bands.count / ProgramFormat.bandBytes,
      tables.turns.count, turns.count, block + stream.countersOffset,
    ] { tables.streams.append(word: word) }
    for turn in turns {
      if isWide { tables.turns.append(turn) } else { tables.turns.append(byte: UInt8(turn)) }
    }
    for member in members {
      tables.bands.append(UInt16(member.band))
      if let step = member.step {
        append(step: step, scratch: block + stream.scratchOffset, rows: rows, to: &tables)
      } else if let fed = member.fed {
        append(fed: fed, rows[fed], to: &tables)
      }
    }
  }

  /// The step that stands for the rows of a graph input that is fed.
  private func append(fed id: TensorID, _ held: HeldRows?, to tables: inout Tables) {
    let shape = binding.graph[id].type.shape
    let rows = shape.count > 2 ? shape[shape.count - 3] : 1
    let rowBytes = binding.graph[id].type.bytes / rows
    tables.steps.append(ProgramFormat.fedKernel)
    tables.steps.append(byte: 0)
    tables.steps.append(byte: 1)
    tables.steps.append(word: tables.views.count / ProgramFormat.viewBytes)
    tables.steps.append(
      word: binding.graph.inputs.firstIndex { binding.storage.roots(of: $0) == [id] } ?? 0)
    for word in [0, 0, 0, rows, 1] { tables.steps.append(word: word) }
    let row = Operand(
      position: 0, pixelBytes: rowBytes, rowBytes: rowBytes, rows: rows, width: 1,
      channels: rowBytes)
    append(row, of: id, held, to: &tables)
  }

  private func append(
    _ operand: Operand, of id: TensorID, _ held: HeldRows?, to tables: inout Tables
  ) {
    let location = held.map { UInt32($0.start) } ?? location(of: id, in: &tables)
    tables.views.append(location + UInt32(operand.offsetBytes))
    tables.views.append(word: operand.pixelBytes)
    tables.views.append(word: held?.stride ?? operand.rowBytes)
    tables.views.append(word: held?.ring ?? operand.rows)
    tables.views.append(word: operand.width)
    tables.views.append(word: operand.channels)
    tables.views.append(word: held?.slots.map { tables.append(slots: $0) } ?? -1)
  }

  private func location(of id: TensorID, in tables: inout Tables) -> UInt32 {
    if let offset = offsets[id.index] { return UInt32(offset) }
    if let offset = state.offsets[id] { return UInt32(offset) | ProgramFormat.stateBit }
    if let known = tables.constantOffsets[id] { return UInt32(known) | ProgramFormat.constantBit }
    guard case .bytes(let bytes) = binding.graph[id].contents else { return 0 }
    let offset = tables.append(constant: bytes)
    tables.constantOffsets[id] = offset
    return UInt32(offset) | ProgramFormat.constantBit
  }

  private func append(port id: TensorID, isFed: Bool, to tables: inout Tables) {
    let type = binding.graph[id].type
    let root = binding.storage.roots(of: id).first
    var held = type
    if case .outside(let integers) = binding.storage.homes[id.index] {
      held = binding.graph[integers].type
    }
    tables.ports.append(word: root.flatMap { offsets[$0.index] } ?? 0)
    tables.ports.append(word: type.bytes)
    tables.ports.append(byte: UInt8(ElementType.allCases.firstIndex(of: type.element) ?? 0))
    tables.ports.append(byte: UInt8(type.shape.count))
    tables.ports.append(byte: isFed ? 1 : 0)
    tables.ports.append(byte: UInt8(ElementType.allCases.firstIndex(of: held.element) ?? 0))
    for axis in 0..<ProgramFormat.rank {
      tables.ports.append(word: axis < type.shape.count ? type.shape[axis] : 1)
    }
    tables.ports.append((held.quantization?.scales.first ?? 1).bitPattern)
    tables.ports.append(held.quantization?.zeroPoints.first ?? 0)
  }

  private func isFed(_ id: TensorID) -> Bool {
    guard let root = binding.storage.roots(of: id).first else { return false }
    return units.contains { unit in
      if case .stream(let stream) = unit { stream.fed.contains(root) } else { false }
    }
  }

  private func assemble(_ tables: Tables, modelHash: [UInt8]) -> [UInt8] {
    let bodies = [
      tables.steps, tables.views, tables.ports, tables.params, tables.constants, tables.streams,
      tables.bands, tables.turns, tables.slots,
    ]
    var offset = ProgramFormat.headerBytes
    var directory: [(offset: Int, bytes: Int)] = []
    for body in bodies {
      offset = (offset + tables.alignment - 1) & ~(tables.alignment - 1)
      directory.append((offset, body.count))
      offset += body.count
    }
    var file = ByteWriter()
    file.append(ProgramFormat.magic)
    file.append(ProgramFormat.version)
    file.append(word: offset)
    file.append(UInt32(0))
    file.append(contentsOf: modelHash)
    file.append(word: layout.arenaBytes)
    file.append(word: arenaAlignment)
    file.append(word: binding.graph.inputs.count)
    file.append(word: binding.graph.outputs.count)
    for entry in directory {
      file.append(word: entry.offset)
      file.append(word: entry.bytes)
    }
    file.append(word: stateBytes)
    file.append(word: tables.stateContents)
    for body in bodies {
      file.align(to: tables.alignment)
      file.append(contentsOf: body.bytes)
    }
    let checksum = file.bytes.withUnsafeBytes { bytes in
      ProgramFormat.checksum(.init(rebasing: bytes[ProgramFormat.checksummedFrom...]))
    }
    file.overwrite(checksum, at: ProgramFormat.Field.checksum)
    return file.bytes
  }

  /// The 32 bytes that 64 hexadecimal digits write.
  private static func bytes(hexadecimal text: String) -> [UInt8] {
    let digits = text.compactMap { $0.hexDigitValue }
    return (0..<32).map { index in
      2 * index + 1 < digits.count ? UInt8(digits[2 * index] << 4 | digits[2 * index + 1]) : 0
    }
  }

  /// The strictest alignment of anything in the arena.
  private var arenaAlignment: Int {
    let scratch = view.problem.steps.filter { $0.scratch > 0 }.map(\.scratchAlignment)
    return (view.problem.buffers.map(\.alignment) + scratch).max() ?? 1
  }
}
