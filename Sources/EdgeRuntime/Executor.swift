/// Runs a program's steps in order, in one arena: no heap, no failure, the same bytes every time.
///
/// The arena is the caller's and outlives the executor. Several executors may run at once, each in
/// an arena of its own.
@safe public struct Executor: ~Copyable {
  let memory: Memory
  #if !hasFeature(Embedded)
    /// The calls of streams, where there is memory for them.
    var prepared: PreparedCalls?
  #endif
  private var program: Program { memory.program }

  /// - Parameter state: what models with variables keep from run to run: the program's `stateBytes`
  ///   bytes, aligned like the arena. Call `reset` before the first run.
  /// - Throws: when `arena` or `state` is smaller than the program's, or not aligned as it demands.
  public init(
    _ program: Program, arena: UnsafeMutableRawBufferPointer,
    state: UnsafeMutableRawBufferPointer? = nil
  ) throws(ProgramError) {
    guard arena.count >= program.arenaBytes, let base = arena.baseAddress else {
      throw ProgramError(.arenaTooSmall, program.arenaBytes)
    }
    let misaligned = UInt(truncatingIfNeeded: program.arenaAlignment) &- 1
    guard UInt(bitPattern: base) & misaligned == 0 else {
      throw ProgramError(.arenaMisaligned, program.arenaAlignment)
    }
    let kept = unsafe state?.baseAddress ?? base
    guard unsafe state?.count ?? 0 >= program.stateBytes, UInt(bitPattern: kept) & misaligned == 0
    else { throw ProgramError(.stateUnfit, program.stateBytes) }
    unsafe memory = Memory(program: program, arena: base, state: kept)
  }

  init(_ memory: Memory) { self.memory = memory }

  /// Gives the state the contents it has before the first run.
  public func reset() {
    guard program.stateBytes > 0 else { return }
    unsafe memory.state.copyMemory(from: program.stateContents, byteCount: program.stateBytes)
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
  ///   - feed: called for each row of an input that is fed, in order, just before it is needed:
  ///     fills the row's bytes, by `Port.hold` where the port is converted.
  ///   - finished: called after each position of the schedule, a step or a stream.
  public func run(
    feed: (_ input: Int, _ row: Int, _ bytes: UnsafeMutableRawBufferPointer) -> Void = { _, _, _ in
    },
    finished: (_ position: Int) -> Void = { _ in }
  ) {
    unsafe run(feed, finished) { index in
      let step = program.step(index)
      memory.run(step, step.firstRow, step.rowCount)
    }
  }

  /// - Parameter compute: computes a step that is in no stream.
  @inline(__always)
  func run(
    _ feed: (_ input: Int, _ row: Int, _ bytes: UnsafeMutableRawBufferPointer) -> Void,
    _ finished: (_ position: Int) -> Void, compute: (_ step: UInt32) -> Void
  ) {
    var (index, next, position): (UInt32, UInt32, Int) = (0, 0, 0)
    let (steps, streams) = (program.entries(.steps), program.entries(.streams))
    while index < steps {
      let stream = program.stream(next)
      if next < streams, stream.firstStep == index {
        unsafe run(stream, feed)
        index &+= stream.memberCount
        next &+= 1
      } else {
        compute(index)
        index &+= 1
      }
      finished(position)
      position &+= 1
    }
    memory.endRun()
  }

  /// Band by band, whoever's turn it is. Nobody computes rows that there are none of, even where a
  /// program has counters computed over.
  private func run(
    _ stream: Program.Stream,
    _ feed: (_ input: Int, _ row: Int, _ bytes: UnsafeMutableRawBufferPointer) -> Void
  ) {
    let done = unsafe (memory.arena + Int(stream.counters)).assumingMemoryBound(to: UInt16.self)
    for member in 0..<stream.memberCount { unsafe done[Int(member)] = 0 }
    for turn in 0..<stream.turnCount {
      let member = program.turn(turn, of: stream)
      let row = unsafe UInt32(done[Int(member)])
      let step = program.step(stream.firstStep &+ member)
      guard row < step.rowCount else { continue }
      var count = min(program.band(stream.firstBand &+ member), step.rowCount &- row)
      if step.isFed {
        count = 1
        unsafe feed(Int(step.params), Int(row), memory.row(row, of: program.view(step.firstView)))
      } else {
        compute(step, at: stream.firstStep &+ member, row, count)
      }
      unsafe done[Int(member)] = UInt16(truncatingIfNeeded: row &+ count)
    }
  }

  /// Computes rows of a step in a stream.
  @inline(__always)
  private func compute(
    _ step: Program.Step, at index: UInt32, _ firstRow: UInt32, _ rowCount: UInt32
  ) {
    #if !hasFeature(Embedded)
      if let prepared { return prepared.run(step: index, firstRow, rowCount) }
    #endif
    memory.run(step, firstRow, rowCount)
  }

  private func bytes(of port: Program.Port) -> UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(
      start: memory.arena + port.offset, count: port.isFed ? 0 : port.heldByteCount)
  }
}
