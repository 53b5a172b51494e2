internal import EdgeRuntime

/// An arena filled with one value before the run, with a margin behind it that nothing may touch.
struct PaintedArena: ~Copyable {
  struct Run {
    var outputs: [[UInt8]] = []
    /// What variables hold afterwards.
    var state: [UInt8] = []
    var duration = Duration.zero
    var heapAllocations = 0
  }

  private let storage: AlignedBytes
  private let state: AlignedBytes
  private let paint: UInt8
  private let program: Program
  private static let marginBytes = 4096

  init(_ program: Program, paint: UInt8) {
    self.program = program
    self.paint = paint
    storage = AlignedBytes(
      count: program.arenaBytes + Self.marginBytes, alignment: program.arenaAlignment,
      repeating: paint)
    state = AlignedBytes(
      count: program.stateBytes, alignment: program.arenaAlignment, repeating: paint)
  }

  /// What the state holds before the first run.
  var initialState: [UInt8] {
    withExecutor { executor, state in
      executor.reset()
      return Array(state)
    } ?? []
  }

  /// Writes the state and the inputs, runs, reads the outputs and the state.
  func run(
    _ inputs: [[UInt8]], state before: [UInt8], countAllocations: () -> Int = { 0 }
  ) -> Run {
    withExecutor { executor, state in
      state.copyBytes(from: before)
      for (index, input) in inputs.enumerated() { executor.input(index).copyBytes(from: input) }
      let clock = ContinuousClock()
      var result = Run()
      let allocated = countAllocations()
      let started = clock.now
      executor.run()
      result.duration = clock.now - started
      result.heapAllocations = countAllocations() - allocated
      result.outputs = (0..<program.outputCount).map { Array(executor.output($0)) }
      result.state = Array(state)
      return result
    } ?? Run()
  }

  /// Nil never: the memory is as large and as aligned as the program demands.
  private func withExecutor<Result>(
    _ body: (borrowing Executor, UnsafeMutableRawBufferPointer) -> Result
  ) -> Result? {
    let arena = UnsafeMutableRawBufferPointer(rebasing: storage.bytes[..<program.arenaBytes])
    let kept = UnsafeMutableRawBufferPointer(rebasing: state.bytes[..<program.stateBytes])
    guard let executor = try? Executor(program, arena: arena, state: kept) else { return nil }
    return body(executor, kept)
  }

  /// Whether the byte at `offset`, in the arena or the margin, differs from the paint.
  func isTouched(_ offset: Int) -> Bool { storage.bytes[offset] != paint }

  var byteCount: Int { program.arenaBytes + Self.marginBytes }
}
