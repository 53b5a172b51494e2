import EdgeCompiler
import EdgeIR
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
    let inputs = host.inputTypes.compactMap { $0.map { [UInt8](repeating: 1, count: $0.bytes) } }
    if inputs.count == host.program.inputCount { _ = try? host.outputs(for: inputs) }
    let arena = try arena(of: host, prepares: false)
    guard host.preparedBytes > 0 else { return }
    guard try arena == self.arena(of: host, prepares: true) else {
      throw Finding("prepared calls leave another arena")
    }
  }

  /// What a run leaves in the arena.
  private static func arena(of host: borrowing HostProgram, prepares: Bool) throws(Finding)
    -> [UInt8]
  {
    let program = host.program
    let alignment = program.arenaAlignment
    let arena = AlignedBytes(count: program.arenaBytes, alignment: alignment, repeating: 0x5a)
    let state = AlignedBytes(count: program.stateBytes, alignment: alignment, repeating: 0x5a)
    let preparedBytes = prepares ? host.preparedBytes : 0
    let prepared = AlignedBytes(
      count: preparedBytes, alignment: Program.preparedAlignment, repeating: 0x5a)
    let memory = UnsafeMutableRawBufferPointer(rebasing: arena.bytes[..<program.arenaBytes])
    guard
      let executor = try? Executor(
        program, arena: memory,
        state: UnsafeMutableRawBufferPointer(rebasing: state.bytes[..<program.stateBytes]),
        prepared: UnsafeMutableRawBufferPointer(rebasing: prepared.bytes[..<preparedBytes]))
    else { throw Finding("memory of the program's own measures is refused") }
    executor.reset()
    executor.run()
    return Array(memory)
  }
}
