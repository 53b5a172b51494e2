internal import EdgeRuntime

/// An arena filled with one value before the run, with a margin behind it that nothing may touch.
struct PaintedArena: ~Copyable {
  struct Run {
    var outputs: [[UInt8]]
    var duration: Duration
    var heapAllocations: Int
  }

  private let storage: AlignedBytes
  private let paint: UInt8
  private let program: Program
  static let marginBytes = 4096

  init(_ program: Program, paint: UInt8) {
    self.program = program
    self.paint = paint
    storage = AlignedBytes(
      count: program.arenaBytes + Self.marginBytes, alignment: program.arenaAlignment,
      repeating: paint)
  }

  /// Writes the inputs, runs, reads the outputs.
  func run(_ inputs: [[UInt8]], countAllocations: () -> Int = { 0 }) -> Run {
    let arena = UnsafeMutableRawBufferPointer(rebasing: storage.bytes[..<program.arenaBytes])
    // The arena is as large and as aligned as the program demands.
    guard let executor = try? Executor(program, arena: arena) else {
      return Run(outputs: [], duration: .zero, heapAllocations: 0)
    }
    for (index, input) in inputs.enumerated() { executor.input(index).copyBytes(from: input) }
    let clock = ContinuousClock()
    let allocated = countAllocations()
    let started = clock.now
    executor.run()
    let duration = clock.now - started
    let heapAllocations = countAllocations() - allocated
    let outputs = (0..<program.outputCount).map { Array(executor.output($0)) }
    return Run(outputs: outputs, duration: duration, heapAllocations: heapAllocations)
  }

  /// Whether the byte at `offset`, in the arena or the margin, differs from the paint.
  func isTouched(_ offset: Int) -> Bool { storage.bytes[offset] != paint }

  var byteCount: Int { program.arenaBytes + Self.marginBytes }
}
