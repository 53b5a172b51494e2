private import CEdgeKernels

/// Runs a program's steps in order, in one arena: no heap, no failure, the same bytes every time.
///
/// The arena is the caller's and outlives the executor. Several executors may run at once, each in
/// an arena of its own.
@safe public struct Executor: ~Copyable {
  private let program: Program
  private let arena: UnsafeMutableRawPointer
  private let state: UnsafeMutableRawPointer

  /// - Parameter state: what models with variables keep from run to run: the program's `stateBytes`
  ///   bytes, aligned like the arena. Call `reset` before the first run.
  /// - Throws: when `arena` or `state` is smaller than the program's, or not aligned as it demands.
  public init(
    _ program: Program, arena: UnsafeMutableRawBufferPointer,
    state: UnsafeMutableRawBufferPointer? = nil
  ) throws(ProgramError) {
    guard arena.count >= program.arenaBytes, let base = arena.baseAddress else {
      throw .arenaTooSmall(needed: program.arenaBytes, given: arena.count)
    }
    guard UInt(bitPattern: base) % UInt(program.arenaAlignment) == 0 else {
      throw .arenaMisaligned(alignment: program.arenaAlignment)
    }
    let kept = unsafe state?.baseAddress ?? base
    let given = unsafe state?.count ?? 0
    guard given >= program.stateBytes,
      UInt(bitPattern: kept) % UInt(program.arenaAlignment) == 0
    else { throw .stateUnfit(needed: program.stateBytes, given: given) }
    self.program = program
    unsafe self.arena = base
    unsafe self.state = kept
  }

  /// Gives the state the contents it has before the first run.
  public func reset() {
    guard program.stateBytes > 0 else { return }
    unsafe state.copyMemory(from: program.stateContents, byteCount: program.stateBytes)
  }

  /// The bytes of an input, to be written before `run`; they may not survive it. None of an input
  /// that is fed. Of one whose port is converted they are integers: `write` makes them.
  public func input(_ index: Int) -> UnsafeMutableRawBufferPointer {
    unsafe bytes(of: program.input(index))
  }

  /// Writes an input, before `run`, from the elements its port names.
  ///
  /// - Precondition: `bytes` are the port's `byteCount`; the input is not fed.
  public func write(_ bytes: UnsafeRawBufferPointer, toInput index: Int) {
    unsafe program.input(index).hold(bytes, in: input(index))
  }

  /// Reads an output, after `run`, as the elements its port names.
  ///
  /// - Precondition: `bytes` are the port's `byteCount`.
  public func read(output index: Int, into bytes: UnsafeMutableRawBufferPointer) {
    unsafe program.output(index).release(output(index), to: bytes)
  }

  /// The bytes of an output, valid after `run` and until the arena is written again. Of one whose
  /// port is converted they are integers: `read` makes of them what the port names.
  public func output(_ index: Int) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(bytes(of: program.output(index)))
  }

  /// Computes all outputs from the inputs.
  ///
  /// - Parameters:
  ///   - feed: called for each row of an input that is fed, in order, just before it is needed: fills
  ///     the row's bytes, by `Port.hold` where the port is converted.
  ///   - finished: called after each position of the schedule, a step or a stream.
  public func run(
    feed: (_ input: Int, _ row: Int, _ bytes: UnsafeMutableRawBufferPointer) -> Void = { _, _, _ in
    },
    finished: (_ position: Int) -> Void = { _ in }
  ) {
    var (step, stream, position) = (0, 0, 0)
    while step < program.stepCount {
      if stream < program.streamCount, program.stream(stream).firstStep == step {
        unsafe run(program.stream(stream), feed)
        step = program.stream(stream).end
        stream += 1
      } else {
        run(program.step(step))
        step += 1
      }
      finished(position)
      position += 1
    }
  }

  /// Row by row: the sink furthest behind asks for its next row, and whatever that needs first is
  /// computed first.
  private func run(
    _ stream: Program.Stream,
    _ feed: (_ input: Int, _ row: Int, _ bytes: UnsafeMutableRawBufferPointer) -> Void
  ) {
    let done = unsafe (arena + stream.counters).assumingMemoryBound(to: UInt16.self)
    for member in 0..<stream.memberCount { unsafe done[member] = 0 }
    while var member = unsafe nextSink(stream, done) {
      while let writer = unsafe unmetNeed(stream, member, done) { member = writer }
      let row = unsafe Int32(done[member])
      let step = program.step(stream.firstStep + member)
      if step.kernel == ProgramFormat.fedKernel {
        unsafe feed(step.params, Int(row), self.row(row, of: program.view(step.firstView)))
      } else {
        run(step, rows: row..<row + 1)
      }
      unsafe done[member] += 1
    }
  }

  /// The sink with the least share of its rows done; nil when all have all.
  private func nextSink(_ stream: Program.Stream, _ done: UnsafeMutablePointer<UInt16>) -> Int? {
    var next: Int?
    var best: (done: Int32, rows: Int32) = (1, 1)
    for member in 0..<stream.memberCount where program.member(stream.firstMember + member).isSink {
      let own = unsafe (
        done: Int32(done[member]), rows: program.step(stream.firstStep + member).rowCount
      )
      if own.done < own.rows, own.done * best.rows < best.done * own.rows {
        (next, best) = (member, own)
      }
    }
    return next
  }

  /// The first member that a member's next row still waits for.
  private func unmetNeed(
    _ stream: Program.Stream, _ member: Int, _ done: UnsafeMutablePointer<UInt16>
  ) -> Int? {
    let row = unsafe done[member]
    let needs = program.member(stream.firstMember + member)
    for index in needs.firstNeed..<needs.firstNeed + needs.needCount {
      let need = program.need(index)
      let end = min(
        Int(row) * Int(need.stride) - Int(need.before) + Int(need.span), Int(need.extent))
      let rows = program.step(stream.firstStep + need.writer).rowCount
      if unsafe Int(done[need.writer]) < min(end, Int(rows)) { return need.writer }
    }
    return nil
  }

  private func run(_ step: Program.Step, rows: Range<Int32>? = nil) {
    let count = step.inputCount + step.outputCount
    var views = unsafe InlineArray<32, er_view>(repeating: er_view())
    for position in 0..<count {
      unsafe views[position] = resolve(program.view(step.firstView + position))
    }
    unsafe withUnsafePointer(to: &views) { table in
      let first = unsafe UnsafeRawPointer(table).assumingMemoryBound(to: er_view.self)
      var call = unsafe er_call(
        inputs: first, outputs: first + step.inputCount,
        constants: program.constants(step.constants), scratch: arena + step.scratch,
        params: program.params(step), first_row: rows?.lowerBound ?? step.firstRow,
        row_count: rows.map { $0.upperBound - $0.lowerBound } ?? step.rowCount,
        row_step: step.rowStep)
      unsafe er_resolve(step.kernel).unsafelyUnwrapped(&call)
    }
  }

  private func row(_ row: Int32, of view: Program.View) -> UnsafeMutableRawBufferPointer {
    var resolved = unsafe resolve(view)
    return unsafe UnsafeMutableRawBufferPointer(
      start: er_row(&resolved, row), count: Int(view.width) * Int(view.channels))
  }

  private func resolve(_ view: Program.View) -> er_view {
    let offset = Int(view.location & ProgramFormat.offsetMask)
    var base = unsafe arena
    if view.location & ProgramFormat.constantBit != 0 {
      unsafe base = UnsafeMutableRawPointer(mutating: program.constants(0))
    } else if view.location & ProgramFormat.stateBit != 0 {
      unsafe base = state
    }
    return unsafe er_view(
      base: base + offset, slots: view.firstSlot < 0 ? nil : program.slots(view),
      pixel_bytes: view.pixelBytes, row_bytes: view.rowBytes, ring: view.ring,
      width: view.width, channels: view.channels)
  }

  private func bytes(of port: Program.Port) -> UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(
      start: arena + port.offset, count: port.isFed ? 0 : port.heldByteCount)
  }
}
