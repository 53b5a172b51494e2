package import EdgeRuntime

/// A validated program in the host's memory.
package struct HostProgram: ~Copyable {
  private let storage: AlignedBytes
  package let program: Program
  /// Nil where one thread runs it.
  let crew: Crew?

  /// - Parameter threading: by how many threads it is run.
  /// - Throws: why the runtime refuses `bytes`.
  package init(_ bytes: [UInt8], threading: Threading = Threading()) throws(ProgramError) {
    storage = AlignedBytes(
      count: bytes.count, alignment: Target.host.constantsAlignment, repeating: 0)
    storage.bytes.copyBytes(from: bytes)
    program = try Program(
      validating: UnsafeRawBufferPointer(rebasing: storage.bytes[..<bytes.count]))
    crew = threading.count > 1 ? Crew(program, threading) : nil
  }

  /// Bytes of memory beside the arena in which its executors keep prepared calls.
  package var preparedBytes: Int { PaintedArena.preparedBytes(of: program) }

  /// Runs an executor of the program, by as many threads as were asked for.
  ///
  /// - Parameters: as the executor's own.
  package func run(
    _ executor: borrowing Executor,
    feed: (_ input: Int, _ row: Int, _ bytes: UnsafeMutableRawBufferPointer) -> Void,
    finished: (_ position: Int) -> Void
  ) {
    executor.run(by: crew, feed: feed, finished: finished)
  }

  /// What variables hold before the first run; empty for a model without.
  package func initialState() throws(ProgramError) -> [UInt8] {
    try PaintedArena(program, paint: 0).initialState
  }

  /// Runs once in an arena of its own, filled with `paint` before, and returns the outputs.
  ///
  /// - Parameter state: what variables hold, before and after.
  /// - Precondition: one input a graph input, each of its size.
  package func outputs(
    for inputs: [[UInt8]], state: inout [UInt8], paint: UInt8 = 0
  ) throws(ProgramError) -> [[UInt8]] {
    let run = try PaintedArena(program, paint: paint, crew: crew).run(inputs, state: state)
    state = run.state
    return run.outputs
  }

  /// Runs so many times in one arena, each from the same state.
  ///
  /// - Parameter progress: called with the positions of the schedule that are done and the arena's
  ///   bytes: before the first of a run, and after each.
  package func watch(
    _ inputs: [[UInt8]], state: [UInt8], runs: Int = 1,
    progress: (_ positions: Int, _ arena: UnsafeRawBufferPointer) -> Void
  ) throws(ProgramError) {
    let arena = try PaintedArena(program, paint: 0, crew: crew)
    for _ in 0..<runs { _ = arena.run(inputs, state: state, progress: progress) }
  }

  /// Runs `samples` times `runs` times in one arena: only the very first run has the inputs that
  /// are not fed, so that nothing but running takes time.
  ///
  /// - Parameter sample: called before the first run and after each sample.
  package func sample(
    _ inputs: [[UInt8]], samples: Int, runs: Int, sample: () -> Void
  ) throws(ProgramError) {
    let state = try initialState()
    let arena = try PaintedArena(program, paint: 0, crew: crew)
    _ = arena.run(inputs, state: state)
    sample()
    for _ in 0..<samples {
      arena.run(runs, feeding: inputs)
      sample()
    }
  }

  /// Runs once, from the state before the first run.
  package func outputs(for inputs: [[UInt8]], paint: UInt8 = 0) throws(ProgramError) -> [[UInt8]] {
    var state = try initialState()
    return try outputs(for: inputs, state: &state, paint: paint)
  }
}
