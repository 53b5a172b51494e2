import EdgeCompiler
import EdgeIR
import EdgeOperators
import EdgeRuntime
import EdgeTestSupport
import Testing

@Suite struct PreparedCallsTests {
  private static let marginBytes = 256

  /// What runs leave: the arena, and the memory for prepared calls with a margin behind it.
  private struct Remains {
    var arena: [UInt8]
    var prepared: [UInt8]
  }

  /// A chain of windows of all sorts, with more channels inside than at its ends, so that it is
  /// worth streaming.
  private static func chain(seed: UInt64) throws -> Graph {
    var random = SeededGenerator(seed: seed)
    var small = SmallGraph()
    var last = small.input([1, random.int(20...40), random.int(1...14), random.int(1...4)])
    let count = random.int(3...6)
    for index in 0..<count {
      let shape = small.graph[last].type.shape
      let kernel = random.pick(1, 3, 3, 5)
      let stride = Extent2D(random.pick(1, 1, 2), random.pick(1, 1, 2))
      let channels = index + 1 == count ? 1 : random.pick(4, 8, 13, 16, 40, 64, 70, 128)
      if index > 0, index + 1 < count, random.oneIn(2) {
        let weights = small.constant([1, kernel, kernel, shape[3]])
        last = try small.node(
          "d\(index)", DepthwiseConv2D(stride: stride, padding: .same), [last, weights])
      } else {
        let weights = small.constant([channels, kernel, kernel, shape[3]])
        last = try small.node(
          "c\(index)", Conv2D(stride: stride, padding: .same), [last, weights])
      }
    }
    return small.with(outputs: last)
  }

  private static func program(seed: UInt64, _ level: Level) throws -> HostProgram {
    let compiler = Compiler(level: level, streamInput: level == .stream)
    return try HostProgram(try compiler.compile(chain(seed: seed), modelSHA256: "").program)
  }

  /// - Parameter givenBytes: for prepared calls; nil for an executor that prepares none.
  private static func remains(
    _ host: borrowing HostProgram, givenBytes: Int?, runs: Int
  ) throws -> Remains {
    let program = host.program
    let arena = AlignedBytes(
      count: program.arenaBytes, alignment: program.arenaAlignment, repeating: 0x5a)
    let state = AlignedBytes(
      count: program.stateBytes, alignment: program.arenaAlignment, repeating: 0x5a)
    let room = AlignedBytes(
      count: (givenBytes ?? 0) + marginBytes, alignment: Program.preparedAlignment,
      repeating: 0x77)
    let memory = UnsafeMutableRawBufferPointer(rebasing: arena.bytes[..<program.arenaBytes])
    let kept = UnsafeMutableRawBufferPointer(rebasing: state.bytes[..<program.stateBytes])
    if let givenBytes {
      let given = UnsafeMutableRawBufferPointer(rebasing: room.bytes[..<givenBytes])
      run(try Executor(program, arena: memory, state: kept, prepared: given), runs)
    } else {
      run(try Executor(program, arena: memory, state: kept), runs)
    }
    return Remains(arena: Array(memory), prepared: Array(room.bytes))
  }

  private static func run(_ executor: borrowing Executor, _ runs: Int) {
    executor.reset()
    for run in 0..<runs {
      executor.run(feed: { input, row, bytes in
        for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: input + row + run) }
      })
    }
  }

  @Test(arguments: Array(0..<60))
  func `streams leave the same arena by prepared calls, run after run`(seed: UInt64) throws {
    let host = try Self.program(seed: seed, .stream)
    let bytes = host.program.preparedBytes
    try #require(bytes > 0)
    for runs in 1...2 {
      let plain = try Self.remains(host, givenBytes: nil, runs: runs)
      let prepared = try Self.remains(host, givenBytes: bytes, runs: runs)
      #expect(plain.arena == prepared.arena)
      #expect(prepared.prepared[..<bytes].contains { $0 != 0x77 })
      #expect(prepared.prepared[bytes...].allSatisfy { $0 == 0x77 })
    }
  }

  @Test func `with a byte less nothing is prepared`() throws {
    let host = try Self.program(seed: 1, .stream)
    let plain = try Self.remains(host, givenBytes: nil, runs: 1)
    let short = try Self.remains(host, givenBytes: host.program.preparedBytes - 1, runs: 1)
    #expect(plain.arena == short.arena)
    #expect(short.prepared.allSatisfy { $0 == 0x77 })
  }

  @Test func `without streams there is nothing to prepare`() throws {
    let host = try Self.program(seed: 1, .order)
    #expect(host.program.preparedBytes == 0 && host.preparedBytes == 0)
  }
}
