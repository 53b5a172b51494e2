import EdgeCompiler
import EdgeRuntime
import EdgeTestSupport

/// A program with its checksum made good, for all else of it to be looked at: refused, or run.
enum FuzzedProgram {
  private static let largestArena = 1 << 16

  static func run(_ bytes: [UInt8]) throws(Finding) {
    guard bytes.count >= ProgramFormat.headerBytes else { return }
    var bytes = bytes
    bytes[word: ProgramFormat.Field.totalBytes] = UInt32(bytes.count)
    guard let host = try? HostProgram(bytes.sealed), host.program.arenaBytes <= largestArena,
      host.program.stateBytes <= largestArena
    else { return }
    let program = host.program
    let alignment = program.arenaAlignment
    let arena = AlignedBytes(count: program.arenaBytes, alignment: alignment, repeating: 0x5a)
    let state = AlignedBytes(count: program.stateBytes, alignment: alignment, repeating: 0x5a)
    let prepared = AlignedBytes(
      count: host.preparedBytes, alignment: Program.preparedAlignment, repeating: 0x5a)
    guard
      let executor = try? Executor(
        program,
        arena: UnsafeMutableRawBufferPointer(rebasing: arena.bytes[..<program.arenaBytes]),
        state: UnsafeMutableRawBufferPointer(rebasing: state.bytes[..<program.stateBytes]),
        prepared: prepared.bytes)
    else { throw Finding("memory of the program's own measures is refused") }
    executor.reset()
    executor.run()
  }
}
