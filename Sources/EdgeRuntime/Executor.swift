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

  public var stepCount: Int { program.stepCount }

  /// The bytes of an input, to be written before `run`; they may not survive it.
  public func input(_ index: Int) -> UnsafeMutableRawBufferPointer {
    unsafe bytes(of: program.input(index))
  }

  /// The bytes of an output, valid after `run` and until the arena is written again.
  public func output(_ index: Int) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(bytes(of: program.output(index)))
  }

  /// Computes all outputs from the inputs.
  public func run() {
    for index in 0..<program.stepCount { run(step: index) }
  }

  /// Computes one step, in `0..<stepCount`; `run` does so for all of them, in order.
  public func run(step index: Int) {
    precondition(index >= 0 && index < program.stepCount)
    let step = program.step(index)
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
        params: program.params(step), first_row: step.firstRow, row_count: step.rowCount,
        row_step: step.rowStep)
      unsafe er_resolve(step.kernel).unsafelyUnwrapped(&call)
    }
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
      base: base + offset, pixel_bytes: view.pixelBytes, row_bytes: view.rowBytes, ring: view.ring,
      width: view.width, channels: view.channels)
  }

  private func bytes(of port: Program.Port) -> UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(start: arena + port.offset, count: port.byteCount)
  }
}
