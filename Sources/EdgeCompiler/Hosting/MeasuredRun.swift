package import EdgeRuntime

/// What a run really did, found out by running.
package struct MeasuredRun: Sendable {
  package var outputs: [[UInt8]]
  /// What variables hold afterwards; empty for a model without.
  package var state: [UInt8]
  /// One past the highest arena byte that an input or a kernel wrote.
  package var measuredPeakBytes: Int
  /// Times any thread asked the heap for memory while the executor ran.
  package var heapAllocations: Int
  /// Of the executor's runs alone.
  package var durations: [Duration]

  /// Runs twice, in two arenas painted differently: a byte that differs from its paint in either
  /// was written, whatever was written. A margin behind the arena is watched too.
  ///
  /// - Parameters:
  ///   - inputs: one a graph input, each of its size; none where all are fed.
  ///   - state: what variables hold before; by default what they hold before the first run.
  ///   - repetitions: further runs, timed only.
  ///   - countAllocations: how often this thread has allocated so far.
  ///   - feed: where rows come from that are fed, run after run; by default from `inputs`.
  /// - Returns: nil where the two runs' outputs differ, which a sound plan cannot cause.
  package init?(
    _ host: borrowing HostProgram, inputs: [[UInt8]], state: [UInt8]? = nil, repetitions: Int = 0,
    countAllocations: () -> Int = { 0 }, feed: Feed? = nil
  ) throws(ProgramError) {
    let before: [UInt8]
    if let state { before = state } else { before = try host.initialState() }
    let first = try PaintedArena(host.program, paint: 0x5a, crew: host.crew)
    let second = try PaintedArena(host.program, paint: 0xa5, crew: host.crew)
    let runs = [
      first.run(inputs, feed: feed, state: before, countAllocations: countAllocations),
      second.run(inputs, feed: feed, state: before, countAllocations: countAllocations),
    ]
    guard runs[0].outputs == runs[1].outputs, runs[0].state == runs[1].state else { return nil }
    var top = first.byteCount
    while top > 0, !first.isTouched(top - 1), !second.isTouched(top - 1) { top -= 1 }
    outputs = runs[0].outputs
    self.state = runs[0].state
    measuredPeakBytes = top
    heapAllocations = runs.map(\.heapAllocations).reduce(0, +)
    durations =
      runs.map(\.duration)
      + (0..<repetitions).map { _ in first.run(inputs, feed: feed, state: before).duration }
  }
}
