// swift-format-ignore-file: AlwaysUseLowerCamelCase

internal import CEdgeKernels

// What edgerun.h declares, and says.

private func header(_ program: UnsafeRawPointer?, _ bytes: Int) throws(ProgramError) -> Program {
  try unsafe Program(
    header: UnsafeRawBufferPointer(start: program, count: program == nil ? 0 : bytes))
}

@c @implementation
func edgerun_arena_bytes(_ program: UnsafeRawPointer!, _ program_bytes: Int) -> Int32 {
  do throws(ProgramError) {
    return Int32(truncatingIfNeeded: try unsafe header(program, program_bytes).arenaBytes)
  } catch {
    return -error.cause.rawValue
  }
}

@c @implementation
func edgerun_state_bytes(_ program: UnsafeRawPointer!, _ program_bytes: Int) -> Int32 {
  do throws(ProgramError) {
    return Int32(truncatingIfNeeded: try unsafe header(program, program_bytes).stateBytes)
  } catch {
    return -error.cause.rawValue
  }
}

@c @implementation
func edgerun_init(
  _ executor: UnsafeMutablePointer<edgerun_executor>!, _ program: UnsafeRawPointer!,
  _ program_bytes: Int, _ arena: UnsafeMutableRawPointer!, _ arena_bytes: Int,
  _ state: UnsafeMutableRawPointer!, _ state_bytes: Int
) -> Int32 {
  do throws(ProgramError) {
    let program = try unsafe header(program, program_bytes)
    try program.validate()
    let bound = try unsafe Executor(
      program, arena: UnsafeMutableRawBufferPointer(start: arena, count: arena_bytes),
      state: state.map { unsafe UnsafeMutableRawBufferPointer(start: $0, count: state_bytes) })
    bound.reset()
    unsafe executor.pointee = edgerun_executor(
      program: program.base, arena: bound.memory.arena, state: bound.memory.state)
    return 0
  } catch {
    return error.cause.rawValue
  }
}

extension Executor {
  /// - Precondition: `edgerun_init` made `executor`.
  init(_ executor: UnsafePointer<edgerun_executor>) {
    unsafe self.init(
      Memory(
        program: Program(validated: executor.pointee.program), arena: executor.pointee.arena,
        state: executor.pointee.state))
  }
}

@c @implementation
func edgerun_reset(_ executor: UnsafePointer<edgerun_executor>!) {
  unsafe Executor(executor).reset()
}

@c @implementation
func edgerun_input(
  _ executor: UnsafePointer<edgerun_executor>!, _ index: Int32, _ bytes: UnsafeMutablePointer<Int>!
) -> UnsafeMutableRawPointer! {
  let executor = unsafe Executor(executor)
  guard index >= 0, Int(index) < executor.memory.program.inputCount else { return nil }
  return unsafe executor.share(executor.input(Int(index)), bytes)
}

@c @implementation
func edgerun_output(
  _ executor: UnsafePointer<edgerun_executor>!, _ index: Int32, _ bytes: UnsafeMutablePointer<Int>!
) -> UnsafeRawPointer! {
  let executor = unsafe Executor(executor)
  guard index >= 0, Int(index) < executor.memory.program.outputCount else { return nil }
  let output = unsafe UnsafeMutableRawBufferPointer(mutating: executor.output(Int(index)))
  return unsafe UnsafeRawPointer(executor.share(output, bytes))
}

extension Executor {
  fileprivate func share(
    _ range: UnsafeMutableRawBufferPointer, _ bytes: UnsafeMutablePointer<Int>?
  )
    -> UnsafeMutableRawPointer?
  {
    if let bytes = unsafe bytes { unsafe bytes.pointee = range.count }
    return range.baseAddress
  }
}

@c @implementation
func edgerun_write_input(
  _ executor: UnsafePointer<edgerun_executor>!, _ index: Int32, _ elements: UnsafeRawPointer!,
  _ bytes: Int
) -> Int32 {
  let executor = unsafe Executor(executor)
  guard index >= 0, Int(index) < executor.memory.program.inputCount else { return 0 }
  let port = executor.memory.program.input(Int(index))
  guard !port.isFed, bytes == port.byteCount else { return 0 }
  unsafe executor.write(UnsafeRawBufferPointer(start: elements, count: bytes), toInput: Int(index))
  return 1
}

@c @implementation
func edgerun_write_row(
  _ executor: UnsafePointer<edgerun_executor>!, _ index: Int32, _ elements: UnsafeRawPointer!,
  _ bytes: UnsafeMutableRawPointer!, _ count: Int
) -> Int {
  let executor = unsafe Executor(executor)
  guard index >= 0, Int(index) < executor.memory.program.inputCount else { return 0 }
  let port = executor.memory.program.input(Int(index))
  let taken = port.byteCount(held: count)
  unsafe port.hold(
    UnsafeRawBufferPointer(start: elements, count: taken),
    in: UnsafeMutableRawBufferPointer(start: bytes, count: count))
  return taken
}

@c @implementation
func edgerun_read_output(
  _ executor: UnsafePointer<edgerun_executor>!, _ index: Int32,
  _ elements: UnsafeMutableRawPointer!, _ bytes: Int
) -> Int32 {
  let executor = unsafe Executor(executor)
  guard index >= 0, Int(index) < executor.memory.program.outputCount,
    bytes == executor.memory.program.output(Int(index)).byteCount
  else { return 0 }
  unsafe executor.read(
    output: Int(index), into: UnsafeMutableRawBufferPointer(start: elements, count: bytes))
  return 1
}

@c @implementation
func edgerun_run(
  _ executor: UnsafePointer<edgerun_executor>!, _ callbacks: UnsafePointer<edgerun_callbacks>!
) {
  let told = unsafe callbacks?.pointee ?? edgerun_callbacks()
  unsafe Executor(executor).run(
    feed: { input, row, bytes in
      unsafe told.feed?(
        told.context, Int32(truncatingIfNeeded: input), Int32(truncatingIfNeeded: row),
        bytes.baseAddress, bytes.count)
    },
    finished: { position in
      unsafe told.finished?(told.context, Int32(truncatingIfNeeded: position))
    })
}

@c @implementation
func edgerun_text(_ status: Int32) -> UnsafePointer<CChar>! {
  let text = ProgramError.Cause(rawValue: status)?.text ?? (status == 0 ? "ok" : "no such status")
  return unsafe UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}
