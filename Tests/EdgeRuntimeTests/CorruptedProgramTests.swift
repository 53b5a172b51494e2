import EdgeCompiler
import EdgeRuntime
import EdgeTestSupport
import Testing

/// Programs that someone changed, checksum and all: refused, or run inside their arena. `make fuzz`
/// looks at every byte they read too.
@Suite struct CorruptedProgramTests {
  private static let marginBytes = 256
  private static let largestArena = 1 << 16

  /// Seeds of networks whose programs are small.
  private static func program(seed: UInt64, _ level: Level) throws -> [UInt8] {
    let compiler = Compiler(level: level, streamInput: level == .stream)
    let hash = String(repeating: "00", count: 32)
    return try compiler.compile(RandomNetwork.make(seed: seed), modelSHA256: hash).program
  }

  /// Runs what is not refused, with and without prepared calls; whether all that surrounds the
  /// arena is as it was, and the arena the same by both.
  private static func isHarmless(_ bytes: [UInt8], threads: Int = 1) throws -> Bool {
    let threading = Threading(count: threads, leastWork: 0)
    guard let host = try? HostProgram(bytes, threading: threading),
      host.program.arenaBytes <= largestArena,
      host.program.stateBytes <= largestArena
    else { return true }
    guard let plain = try arena(of: host, prepares: false),
      let prepared = try arena(of: host, prepares: true)
    else { return false }
    return threads > 1 || plain == prepared
  }

  /// What a run leaves in the arena; nil where it changed what surrounds that.
  private static func arena(of host: borrowing HostProgram, prepares: Bool) throws -> [UInt8]? {
    let (arenaBytes, alignment) = (host.program.arenaBytes, host.program.arenaAlignment)
    let offset = (marginBytes + alignment - 1) / alignment * alignment
    let memory = AlignedBytes(
      count: offset + arenaBytes + marginBytes, alignment: alignment, repeating: 0x5a)
    let state = AlignedBytes(
      count: host.program.stateBytes, alignment: alignment, repeating: 0x5a)
    let prepared = AlignedBytes(
      count: prepares ? host.preparedBytes : 0, alignment: Program.preparedAlignment,
      repeating: 0x5a)
    let arena = UnsafeMutableRawBufferPointer(rebasing: memory.bytes[offset..<offset + arenaBytes])
    let executor = try Executor(
      host.program, arena: arena,
      state: UnsafeMutableRawBufferPointer(rebasing: state.bytes[..<host.program.stateBytes]),
      prepared: UnsafeMutableRawBufferPointer(
        rebasing: prepared.bytes[..<(prepares ? host.preparedBytes : 0)]))
    executor.reset()
    host.run(executor, feed: { _, _, _ in }, finished: { _ in })
    let isIntact =
      memory.bytes[..<offset].allSatisfy { $0 == 0x5a }
      && memory.bytes[(offset + arenaBytes)...].allSatisfy { $0 == 0x5a }
    return isIntact ? Array(arena) : nil
  }

  @Test(arguments: Array(0..<8), [Level.order, .stream])
  func `any byte may be wrong`(seed: UInt64, level: Level) throws {
    let program = try Self.program(seed: seed, level)
    var random = SeededGenerator(seed: seed)
    // Every byte in turn of the first two networks; of the others some, each looking at others.
    let stride = seed < 2 ? 1 : max(1, program.count / 400)
    for index in Swift.stride(from: 16 + random.int(0...stride - 1), to: program.count, by: stride)
    {
      var bytes = program
      bytes[index] ^= random.pick(1, 0x80, 0xff, UInt8(random.int(1...255)))
      let isHarmless = try Self.isHarmless(bytes.sealed)
      #expect(isHarmless, "seed \(seed), byte \(index): \(program[index]) → \(bytes[index])")
    }
  }

  @Test(arguments: Array(0..<4), [Level.order, .rewrite])
  func `any byte may be wrong where several threads run it`(seed: UInt64, level: Level) throws {
    let program = try Self.program(seed: seed, level)
    var random = SeededGenerator(seed: seed)
    for index in stride(from: 16, to: program.count, by: max(1, program.count / 200)) {
      var bytes = program
      bytes[index] ^= UInt8(random.int(1...255))
      let isHarmless = try Self.isHarmless(bytes.sealed, threads: 3)
      #expect(isHarmless, "seed \(seed), byte \(index): \(program[index]) → \(bytes[index])")
    }
  }

  /// Rows that are computed over them make counters anything.
  @Test(arguments: [0, 1, 2, 4, 5, 6, 7] as [UInt64])
  func `counters may lie where rows do`(seed: UInt64) throws {
    let program = try Self.program(seed: seed, .stream)
    let streams = program.range(of: .streams)
    try #require(!streams.isEmpty)
    let members = Int(program[word: streams.lowerBound + 4])
    let arenaBytes = Int(program[word: ProgramFormat.Field.arenaBytes])
    for counters in stride(from: 0, through: arenaBytes - 2 * members, by: 2) {
      var bytes = program
      bytes[word: streams.lowerBound + 20] = UInt32(counters)
      #expect(try Self.isHarmless(bytes.sealed), "counters at \(counters)")
    }
  }

  @Test func `an end too early is refused, be the size repaired or not`() throws {
    let program = try Self.program(seed: 1, .order)
    for count in ProgramFormat.headerBytes..<program.count {
      var bytes = Array(program[..<count])
      bytes[word: ProgramFormat.Field.totalBytes] = UInt32(count)
      #expect(throws: ProgramError.self) { _ = try HostProgram(Array(program[..<count])) }
      #expect(try Self.isHarmless(bytes.sealed), "\(count) bytes")
    }
  }
}
