import EdgeCompiler
import EdgeRuntime

/// A program with its checksum made good, for all else of it to be looked at: refused, or run.
enum FuzzedProgram {
  private static let largestArena = 1 << 16

  static func run(_ bytes: [UInt8]) throws(Finding) {
    guard bytes.count >= ProgramFormat.headerBytes,
      let host = try? HostProgram(repaired(bytes)), host.program.arenaBytes <= largestArena,
      host.program.stateBytes <= largestArena
    else { return }
    let program = host.program
    let alignment = program.arenaAlignment
    let arena = AlignedBytes(count: program.arenaBytes, alignment: alignment, repeating: 0x5a)
    let state = AlignedBytes(count: program.stateBytes, alignment: alignment, repeating: 0x5a)
    guard
      let executor = try? Executor(
        program,
        arena: UnsafeMutableRawBufferPointer(rebasing: arena.bytes[..<program.arenaBytes]),
        state: UnsafeMutableRawBufferPointer(rebasing: state.bytes[..<program.stateBytes]))
    else { throw Finding("memory of the program's own measures is refused") }
    executor.reset()
    executor.run()
  }

  private static func repaired(_ program: [UInt8]) -> [UInt8] {
    var bytes = program
    set(&bytes, ProgramFormat.Field.totalBytes, UInt32(program.count))
    let checksum = bytes.withUnsafeBytes {
      ProgramFormat.checksum(.init(rebasing: $0[ProgramFormat.checksummedFrom...]))
    }
    set(&bytes, ProgramFormat.Field.checksum, checksum)
    return bytes
  }

  private static func set(_ bytes: inout [UInt8], _ field: Int, _ value: UInt32) {
    for index in 0..<4 { bytes[field + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
  }
}
