#if !hasFeature(Embedded)
  internal import CEdgeKernels

  // What hosts may spend memory on beside the arena: the calls of steps in streams, which are made
  // once for all bands, with what their kernels prepare of constants. No byte of a feature map is
  // among it.

  extension Executor {
    /// As the other, and runs streams by calls that are made now rather than for every band.
    ///
    /// - Parameter prepared: memory that outlives the executor and that nothing else touches: the
    ///   program's `preparedBytes`, aligned to `preparedAlignment`. With less nothing is prepared.
    package init(
      _ program: Program, arena: UnsafeMutableRawBufferPointer,
      state: UnsafeMutableRawBufferPointer?, prepared room: UnsafeMutableRawBufferPointer
    ) throws(ProgramError) {
      try unsafe self.init(program, arena: arena, state: state)
      unsafe prepared = PreparedCalls(memory, room)
    }
  }

  extension Program {
    /// Bytes that an executor may be given for prepared calls, at a multiple of
    /// `preparedAlignment`; 0 without streams.
    package var preparedBytes: Int { PreparedCalls.bytes(of: self) }
    package static var preparedAlignment: Int { Int(ER_PREPARED_ALIGNMENT) }
  }

  /// The calls of a program's streams, one behind the other, each with its views and what its
  /// kernel has prepared; before them, for every step, where its call lies.
  @safe struct PreparedCalls {
    /// One call, whose rows are those of the next band.
    @unsafe private struct Call {
      var arguments: er_call
      var run: er_kernel
      var prepared: er_prepared_kernel?
      var room: UnsafeMutableRawPointer?
    }

    private let calls: UnsafeMutablePointer<UnsafeMutableRawPointer?>

    /// - Returns: nil where there is nothing to prepare or `room` has not what it takes.
    init?(_ memory: Memory, _ room: UnsafeMutableRawBufferPointer) {
      let program = memory.program
      let bytes = Self.bytes(of: program)
      guard bytes > 0, room.count >= bytes, let base = room.baseAddress,
        UInt(bitPattern: base) % UInt(Program.preparedAlignment) == 0
      else { return nil }
      let steps = Int(program.entries(.steps))
      unsafe calls = base.bindMemory(to: UnsafeMutableRawPointer?.self, capacity: steps)
      unsafe calls.initialize(repeating: nil, count: steps)
      var used = unsafe Self.rounded(steps * MemoryLayout<UnsafeMutableRawPointer?>.stride)
      Self.forEachMember(of: program) { index, step in
        let place = unsafe base + used
        used += unsafe Self.prepare(step, memory, place)
        unsafe calls[index] = place
      }
    }

    /// Computes rows `[firstRow, firstRow + rowCount)` of a step that is in a stream and not fed.
    @inline(__always)
    func run(step: UInt32, _ firstRow: UInt32, _ rowCount: UInt32) {
      let call = unsafe calls[Int(step)].unsafelyUnwrapped.assumingMemoryBound(to: Call.self)
      unsafe call.pointee.arguments.first_row = Int32(bitPattern: firstRow)
      unsafe call.pointee.arguments.row_count = Int32(bitPattern: rowCount)
      let arguments = unsafe UnsafeRawPointer(call).assumingMemoryBound(to: er_call.self)
      if let prepared = unsafe call.pointee.prepared {
        unsafe prepared(arguments, call.pointee.room)
      } else {
        unsafe call.pointee.run(arguments)
      }
    }

    /// Bytes that all calls take.
    static func bytes(of program: Program) -> Int {
      let nowhere = unsafe UnsafeMutableRawPointer(mutating: program.base)
      let memory = unsafe Memory(program: program, arena: nowhere, state: nowhere)
      var bytes = 0
      forEachMember(of: program) { _, step in bytes += unsafe prepare(step, memory, nil) }
      let directory = unsafe program.stepCount * MemoryLayout<UnsafeMutableRawPointer?>.stride
      return bytes == 0 ? 0 : rounded(directory) + bytes
    }

    private static func forEachMember(
      of program: Program, _ body: (_ index: Int, _ step: Program.Step) -> Void
    ) {
      for index in 0..<program.entries(.streams) {
        let stream = program.stream(index)
        for member in stream.firstStep..<stream.firstStep + stream.memberCount
        where !program.step(member).isFed { body(Int(member), program.step(member)) }
      }
    }

    /// Prepares a step's call at `place`, unless that is nil.
    ///
    /// - Returns: the bytes it takes.
    private static func prepare(
      _ step: Program.Step, _ memory: Memory, _ place: UnsafeMutableRawPointer?
    ) -> Int {
      let run = unsafe er_resolve(step.kernel).unsafelyUnwrapped
      let prepare = unsafe er_preparing(run)
      let count = Int(step.inputCount + step.outputCount)
      let head = unsafe MemoryLayout<Call>.stride
      let views = unsafe rounded(head + count * MemoryLayout<er_view>.stride)
      guard let place = unsafe place else {
        return unsafe withUnsafeTemporaryAllocation(of: er_view.self, capacity: count) { room in
          var call = unsafe memory.call(step, 0, 1, room.baseAddress.unsafelyUnwrapped)
          return unsafe views + Int(prepare?(&call, nil).bytes ?? 0)
        }
      }
      let first = unsafe (place + head).bindMemory(to: er_view.self, capacity: count)
      var call = unsafe memory.call(step, 0, 1, first)
      let room = unsafe place + views
      let made = unsafe prepare?(&call, room)
      unsafe place.bindMemory(to: Call.self, capacity: 1).initialize(
        to: Call(
          arguments: call, run: run, prepared: made?.run, room: room))
      return views + Int(made?.bytes ?? 0)
    }

    private static func rounded(_ bytes: Int) -> Int {
      let unit = Program.preparedAlignment
      return (bytes + unit - 1) / unit * unit
    }
  }
#endif
