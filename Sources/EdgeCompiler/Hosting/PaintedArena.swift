internal import EdgeRuntime

/// Fills `bytes` with those of an input, in its port's elements, from `offset` on.
package typealias Feed = (_ input: Int, _ offset: Int, _ bytes: UnsafeMutableRawBufferPointer) ->
  Void

/// An arena filled with one value before the run, with a margin behind it that nothing may touch.
struct PaintedArena: ~Copyable {
  struct Run {
    var outputs: [[UInt8]]
    /// What variables hold afterwards.
    var state: [UInt8]
    var duration: Duration
    var heapAllocations: Int
  }

  private let storage: AlignedBytes
  private let kept: AlignedBytes
  private let prepared: AlignedBytes
  private let executor: Executor
  private let paint: UInt8
  private let program: Program
  private let crew: Crew?
  /// What is fed in the caller's elements, before it is converted.
  private let piece = AlignedBytes(count: 4 * Self.pieceBytes, alignment: 4, repeating: 0)
  private static let pieceBytes = 1024
  private static let marginBytes = 4096
  /// More than any cache holds is read no sooner than it is prepared.
  private static let mostPreparedBytes = 64 << 20

  /// - Throws: what the runtime has against memory made to its own measures; nothing, if it is
  ///   sound.
  init(_ program: Program, paint: UInt8, crew: Crew? = nil) throws(ProgramError) {
    self.program = program
    self.crew = crew
    self.paint = paint
    storage = AlignedBytes(
      count: program.arenaBytes + Self.marginBytes, alignment: program.arenaAlignment,
      repeating: paint)
    kept = AlignedBytes(
      count: program.stateBytes, alignment: program.arenaAlignment, repeating: paint)
    prepared = AlignedBytes(
      count: Self.preparedBytes(of: program), alignment: Program.preparedAlignment,
      repeating: paint)
    executor = try Executor(
      program, arena: UnsafeMutableRawBufferPointer(rebasing: storage.bytes[..<program.arenaBytes]),
      state: UnsafeMutableRawBufferPointer(rebasing: kept.bytes[..<program.stateBytes]),
      prepared: prepared.bytes)
  }

  /// What an executor is given; nothing where calls would take too much.
  static func preparedBytes(of program: Program) -> Int {
    let bytes = program.preparedBytes
    return bytes <= mostPreparedBytes ? bytes : 0
  }

  private var state: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: kept.bytes[..<program.stateBytes])
  }

  /// What the state holds before the first run.
  var initialState: [UInt8] {
    executor.reset()
    return Array(state)
  }

  /// Writes the state and the inputs, runs, reads the outputs and the state.
  ///
  /// - Parameters:
  ///   - feed: where rows come from that are fed; by default from `inputs`.
  ///   - progress: called with the positions of the schedule that are done and the arena: before
  ///     the first, and after each.
  func run(
    _ inputs: [[UInt8]], feed: Feed? = nil, state before: [UInt8],
    countAllocations: () -> Int = { 0 },
    progress: (_ positions: Int, _ arena: UnsafeRawBufferPointer) -> Void = { _, _ in }
  ) -> Run {
    state.copyBytes(from: before)
    for (index, input) in inputs.enumerated() where !program.input(index).isFed {
      input.withUnsafeBytes { executor.write($0, toInput: index) }
    }
    let feed: Feed =
      feed ?? { index, offset, bytes in
        bytes.copyBytes(from: inputs[index][offset..<offset + bytes.count])
      }
    let clock = ContinuousClock()
    let allocated = countAllocations() + (crew?.allocations ?? 0)
    let arena = UnsafeRawBufferPointer(rebasing: storage.bytes[..<program.arenaBytes])
    let started = clock.now
    progress(0, arena)
    executor.run(
      by: crew,
      feed: { index, row, bytes in
        hold(index, row, bytes, feed)
      }, finished: { progress($0 + 1, arena) })
    let duration = clock.now - started
    let heapAllocations = countAllocations() + (crew?.allocations ?? 0) - allocated
    return Run(
      outputs: (0..<program.outputCount).map { index in
        let count = program.output(index).byteCount
        return [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
          executor.read(
            output: index,
            into: UnsafeMutableRawBufferPointer(
              rebasing: UnsafeMutableRawBufferPointer(bytes)[..<count]))
          initialized = count
        }
      }, state: Array(state),
      duration: duration, heapAllocations: heapAllocations)
  }

  /// Runs so many times on whatever the arena holds, without a look at inputs that are not fed and
  /// at outputs.
  func run(_ count: Int, feeding inputs: [[UInt8]]) {
    for _ in 0..<count {
      executor.run(
        by: crew,
        feed: { index, row, bytes in
          hold(index, row, bytes) { input, offset, bytes in
            bytes.copyBytes(from: inputs[input][offset..<offset + bytes.count])
          }
        }, finished: { _ in })
    }
  }

  /// Fills a row with what is fed, piece by piece.
  private func hold(
    _ input: Int, _ row: Int, _ bytes: UnsafeMutableRawBufferPointer, _ feed: Feed
  ) {
    let port = program.input(input)
    guard port.isConverted else { return feed(input, row * bytes.count, bytes) }
    var at = row * port.byteCount(held: bytes.count)
    for first in stride(from: 0, to: bytes.count, by: Self.pieceBytes) {
      let held = UnsafeMutableRawBufferPointer(
        rebasing: bytes[first...].prefix(Self.pieceBytes))
      let given = UnsafeMutableRawBufferPointer(
        rebasing: piece.bytes[..<port.byteCount(held: held.count)])
      feed(input, at, given)
      port.hold(UnsafeRawBufferPointer(given), in: held)
      at += given.count
    }
  }

  /// Whether the byte at `offset`, in the arena or the margin, differs from the paint.
  func isTouched(_ offset: Int) -> Bool { storage.bytes[offset] != paint }

  var byteCount: Int { program.arenaBytes + Self.marginBytes }
}
