private import CEdgeKernels

// Arithmetic on what a file says is unsigned, 32 bits wide and bounded before it is added.

extension Program {
  func validate() throws(ProgramError) {
    guard unsafe ProgramFormat.checksum(checksummed) == word(ProgramFormat.Field.checksum) else {
      throw ProgramError(.checksum)
    }
    for index in 0..<ProgramFormat.Table.count {
      guard isTable(index) else { throw ProgramError(.table, index) }
    }
    guard fits(inputs, outputs, entries(.ports)), inputs &+ outputs == entries(.ports) else {
      throw ProgramError(.table, ProgramFormat.Table.ports.rawValue)
    }
    let alignment = word(ProgramFormat.Field.arenaAlignment)
    guard arena <= ProgramFormat.largestRegion, alignment >= 1, alignment <= 65536,
      alignment & (alignment &- 1) == 0
    else { throw ProgramError(.port) }
    guard state <= ProgramFormat.largestRegion,
      fits(word(ProgramFormat.Field.stateContents), state, bytes(.constants))
    else {
      throw ProgramError(.state)
    }
    for index in 0..<entries(.steps) { try validate(step(index), index) }
    for index in 0..<Int(entries(.ports)) {
      guard isSound(port(index), isInput: index < inputCount) else {
        throw ProgramError(.port, index)
      }
    }
    try validateStreams()
  }

  static let largest = UInt32(Int32.max)
  private var inputs: UInt32 { word(ProgramFormat.Field.inputCount) }
  private var outputs: UInt32 { word(ProgramFormat.Field.outputCount) }
  private var state: UInt32 { word(ProgramFormat.Field.stateBytes) }
  private var total: UInt32 { word(ProgramFormat.Field.totalBytes) }
  var arena: UInt32 { word(ProgramFormat.Field.arenaBytes) }

  private var checksummed: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(
      start: base + ProgramFormat.checksummedFrom,
      count: byteCount &- ProgramFormat.checksummedFrom)
  }

  /// Whether `count` things, of which the first has the index `first`, are among the first `limit`.
  @inline(never) func fits(_ first: UInt32, _ count: UInt32, _ limit: UInt32) -> Bool {
    first <= limit && count <= limit &- first
  }

  private func isTable(_ index: Int) -> Bool {
    guard let table = ProgramFormat.Table(rawValue: index) else { return false }
    let offset = word(ProgramFormat.Field.tables + 8 * index)
    return fits(offset, bytes(table), total) && offset >= UInt32(ProgramFormat.headerBytes)
      && offset % UInt32(ProgramFormat.alignment) == 0 && bytes(table) % table.entryBytes == 0
  }

  private func isSound(_ port: Port, isInput: Bool) -> Bool {
    let isConvertible = port.isConvertible && port.byteCount > 0 && port.byteCount % 4 == 0
    let canConvert = unsafe er_resolve(port.conversion(isInput: isInput)) != nil
    let held = port.isFed ? 0 : UInt32(truncatingIfNeeded: port.heldByteCount)
    return port.rank <= ProgramFormat.rank && (isInput || !port.isFed)
      && fits(UInt32(truncatingIfNeeded: port.offset), held, arena)
      && (!port.isConverted || isConvertible && canConvert)
  }

  private func validate(_ step: Step, _ index: UInt32) throws(ProgramError) {
    guard unsafe step.isFed || er_resolve(step.kernel) != nil else {
      throw ProgramError(.unknownKernel, Int(index))
    }
    guard isSound(step) else { throw ProgramError(.step, Int(index)) }
  }

  private func isSound(_ step: Step) -> Bool {
    let views = step.inputCount &+ step.outputCount
    guard step.outputCount >= 1, views <= UInt32(ProgramFormat.viewsPerStep),
      fits(step.firstView, views, entries(.views)), step.constants <= bytes(.constants),
      step.constants % UInt32(ProgramFormat.alignment) == 0, step.scratch <= arena,
      fits(step.firstRow, step.rowCount, Self.largest), step.rowStep == 1 || step.rowStep == -1
    else { return false }
    for position in 0..<views {
      guard isInside(view(step.firstView &+ position), mayBeConstant: position < step.inputCount)
      else { return false }
    }
    let held = view(step.firstView &+ step.inputCount).ring
    guard step.firstRow &+ step.rowCount <= max(held, UInt32(ProgramFormat.streamRows)) else {
      return false
    }
    if step.isFed { return step.inputCount == 0 && views == 1 && step.params < inputs }
    let params = UInt32(bitPattern: er_params_bytes(step.kernel))
    guard step.params % 4 == 0, fits(step.params, params, bytes(.params)) else { return false }
    let nowhere = unsafe UnsafeMutableRawPointer(mutating: base)
    return unsafe Memory(program: self, arena: nowhere, state: nowhere).accepts(step)
  }

  /// Whether every byte a kernel can reach through the view lies in the arena, the state or the
  /// constants; and whether it has no more rows than there are bytes, or than a stream may have,
  /// and no more bytes in a row, so that going through it comes to an end.
  private func isInside(_ view: View, mayBeConstant: Bool) -> Bool {
    let fields = view.pixelBytes | view.rowBytes | view.ring | view.width | view.channels
    guard fields <= Self.largest, view.ring >= 1, view.width >= 1, view.channels >= 1,
      let rows = rows(view)
    else { return false }
    var capacity = arena
    switch view.location & ~ProgramFormat.offsetMask {
    case 0: break
    case ProgramFormat.stateBit: capacity = state
    case ProgramFormat.constantBit where mayBeConstant: capacity = bytes(.constants)
    default: return false
    }
    let offset = view.location & ProgramFormat.offsetMask
    return er_end(offset, rows, view.rowBytes, view.width, view.pixelBytes, view.channels)
      <= capacity && view.ring <= max(capacity, UInt32(ProgramFormat.streamRows))
      && view.width <= capacity / view.channels
  }

  /// How many rows of a view's row bytes lie between its location and its end; nil where its slots
  /// lie outside their table.
  func rows(_ view: View) -> UInt32? {
    guard view.firstSlot != ProgramFormat.noSlots else { return view.ring }
    guard fits(view.firstSlot, view.ring, entries(.slots)), let slots = unsafe slots(view) else {
      return nil
    }
    var last: UInt16 = 0
    for row in 0..<Int(view.ring) { unsafe last = max(last, slots[row]) }
    return UInt32(last) &+ 1
  }

  /// Streams are disjoint ranges of steps, one behind the other, and what is fed is in one of them.
  private func validateStreams() throws(ProgramError) {
    var end: UInt32 = 0
    for index in 0..<entries(.streams) {
      let stream = stream(index)
      guard stream.firstStep >= end, isSound(stream) else {
        throw ProgramError(.stream, Int(index))
      }
      try refuseFed(from: end, to: stream.firstStep)
      end = stream.firstStep &+ stream.memberCount
    }
    try refuseFed(from: end, to: entries(.steps))
  }

  private func refuseFed(from first: UInt32, to end: UInt32) throws(ProgramError) {
    for index in first..<end where step(index).isFed { throw ProgramError(.step, Int(index)) }
  }

  /// Rows that are not there when they are read have what bytes they have: turns in a wrong order
  /// end, and stay in the arena.
  private func isSound(_ stream: Stream) -> Bool {
    let counters = stream.memberCount &* UInt32(ProgramFormat.counterBytes)
    let unit = UInt32(ProgramFormat.counterBytes)
    guard stream.memberCount >= 1,
      fits(stream.firstStep, stream.memberCount, entries(.steps)),
      fits(stream.firstBand, stream.memberCount, entries(.bands)),
      stream.turnCount <= bytes(.turns), stream.firstTurn % stream.turnBytes == 0,
      fits(stream.firstTurn, stream.turnCount &* stream.turnBytes, bytes(.turns)),
      fits(stream.counters, counters, arena),
      (stream.counters | UInt32(truncatingIfNeeded: arenaAlignment)) % unit == 0
    else { return false }
    for member in 0..<stream.memberCount {
      let step = step(stream.firstStep &+ member)
      guard step.firstRow == 0, step.rowStep == 1,
        step.rowCount <= UInt32(ProgramFormat.streamRows), !step.isFed || isWholeInput(step)
      else { return false }
    }
    for index in 0..<stream.turnCount
    where turn(index, of: stream) >= stream.memberCount { return false }
    return true
  }

  /// Whether the rows that a step is fed are all of an input that comes by rows.
  private func isWholeInput(_ step: Step) -> Bool {
    let port = port(Int(step.params))
    let row = view(step.firstView)
    let held = UInt32(truncatingIfNeeded: port.heldByteCount)
    return port.isFed && row.width == 1 && held / row.channels == step.rowCount
      && held % row.channels == 0 && port.holdsWholeElements(Int(row.channels))
  }
}
