import EdgeCompiler
import EdgeRuntime
import EdgeTestSupport
import Testing

@Suite struct ExecutorTests {
  @Test func `every position is told of, and inputs are where the ports say`() throws {
    let host = try HostProgram(try ProgramTests.program())
    let input = (0..<16).map { UInt8($0 * 16) }
    let whole = try host.outputs(for: [input])
    let arena = AlignedBytes(
      count: host.program.arenaBytes, alignment: host.program.arenaAlignment, repeating: 0x77)
    let executor = try Executor(host.program, arena: arena.bytes)
    executor.input(0).copyBytes(from: input)
    var positions: [Int] = []
    executor.run(finished: { positions.append($0) })
    #expect(positions == Array(0..<host.program.stepCount))
    #expect([Array(executor.output(0))] == whole)
    #expect(whole == [input])
  }

  @Test func `what the arena held before does not matter`() throws {
    let host = try HostProgram(try ProgramTests.program())
    let input = (0..<16).map { UInt8($0) }
    let results = try [0, 0x5a, 0xff].map { try host.outputs(for: [input], paint: $0) }
    #expect(results[0] == results[1] && results[1] == results[2])
  }

  @Test func `several executors share a program`() async throws {
    let bytes = try ProgramTests.program()
    let results = await withTaskGroup(of: [[UInt8]]?.self) { group in
      for first in 0..<8 {
        group.addTask {
          let host = try? HostProgram(bytes)
          return try? host?.outputs(for: [(0..<16).map { UInt8(first * 16 + $0) }])
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(results.compactMap { $0?.first?.first }) == Set((0..<8).map { UInt8($0 * 16) }))
  }
}
