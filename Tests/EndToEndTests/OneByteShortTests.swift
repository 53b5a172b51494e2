import EdgeCompiler
import EdgeRuntime
import Foundation
import Testing

/// The plan is tight: the run touches its last byte, and nothing behind it.
@Suite struct OneByteShortTests {
  @Test func `an arena that ends at an inaccessible page runs`() async {
    await #expect(processExitsWith: .success) {
      try OneByteShortTests.runSwiftNet(missingBytes: 0)
    }
  }

  @Test func `an arena one byte shorter than the plan faults`() async {
    await #expect(processExitsWith: .signal(SIGSEGV)) {
      try OneByteShortTests.runSwiftNet(missingBytes: 1)
    }
  }

  /// Runs swiftnet-hpd, all int8 and planned at an alignment of 1, in an arena of which the last
  /// bytes are missing.
  private static func runSwiftNet(missingBytes: Int) throws {
    let model = try GoldenModel.named("swiftnet-hpd")
    let host = try HostProgram(try model.compile(alignment: 1).program)
    let count = host.program.arenaBytes
    guard let guarded = GuardedArena(atLeast: count) else { exit(EXIT_FAILURE) }
    let arena = guarded.bytes(claimed: count, accessible: count - missingBytes)
    let executor = try Executor(host.program, arena: arena)
    for (index, input) in try model.inputs().enumerated() {
      executor.input(index).copyBytes(from: input)
    }
    executor.run()
    let isRight = Array(executor.output(0)) == (try model.bytes("output.bin"))
    // A fault is a signal; a wrong answer is neither success nor that signal.
    exit(isRight ? EXIT_SUCCESS : EXIT_FAILURE)
  }
}
