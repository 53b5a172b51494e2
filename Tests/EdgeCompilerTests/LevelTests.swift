import EdgeCompiler
import EdgeIR
import EdgeRuntime
import EdgeTestSupport
import Testing

/// Whatever is done for memory, the bytes are those of tensors that have memory of their own.
@Suite struct LevelTests {
  static let ways: [Compiler] =
    Level.allCases.map { Compiler(level: $0, alignment: 1) }
    + [
      Compiler(level: .rewrite), Compiler(level: .stream),
      Compiler(level: .stream, alignment: 1, streamInput: true),
      Compiler(level: .rewrite, alignment: 1, extraMACs: 100),
      Compiler(level: .stream, alignment: 1, extraMACs: 100),
    ] + [Target.portable, .arm64, .cortexM, .helium].map { Compiler(level: .rewrite, target: $0) }
    + [Target.cortexM, .helium].map { Compiler(level: .stream, alignment: 1, target: $0) }

  @Test(arguments: 0..<12)
  func `random networks give the same bytes at every level, with noise where bytes are dead`(
    part: Int
  ) throws {
    for seed in UInt64(part * 25)..<UInt64(part * 25 + 25) {
      let graph = RandomNetwork.make(seed: seed)
      guard try Self.givesTheSameBytes(graph, seed: seed) else { return }
    }
  }

  @Test(arguments: 0..<4)
  func `so do networks of branches, also where a convolution takes them one by one`(
    part: Int
  ) throws {
    var partial = 0
    for seed in UInt64(part * 15)..<UInt64(part * 15 + 15) {
      let graph = RandomNetwork.branched(seed: seed)
      guard try Self.givesTheSameBytes(graph, seed: seed) else { return }
      let plan = try Compiler(level: .rewrite).compile(graph, modelSHA256: "").plan
      if plan.passes.contains(where: { $0.pass == "partial convolution" }) { partial += 1 }
    }
    #expect(partial > 0)
  }

  private static func givesTheSameBytes(_ graph: Graph, seed: UInt64) throws -> Bool {
    let inputs = RandomNetwork.inputs(of: graph, seed: seed)
    let expected = try NaiveExecution(graph).outputs(for: inputs)
    for compiler in ways + (try budgeted(graph)) {
      let compilation = try compiler.compile(graph, modelSHA256: "")
      let found = try noisyOutputs(compilation, inputs, seed: seed)
      guard found == expected else {
        Issue.record(
          """
          level \(compiler.level), fed \(compiler.streamInput), for \(compiler.target), within \
          \(compiler.budgetBytes ?? .max): \(RandomNetwork.report(graph, seed: seed))
          """
        )
        return false
      }
      // Only kernels for Cortex-M use their scratch memory.
      guard compiler.target.scratchPacking == .none else { continue }
      let measured = try MeasuredRun(try HostProgram(compilation.program), inputs: inputs)
      #expect(measured?.measuredPeakBytes == compilation.plan.arenaBytes, "seed \(seed)")
    }
    return true
  }

  /// With room for some rows more than the least, at which streams compute several at a time.
  private static func budgeted(_ graph: Graph) throws -> [Compiler] {
    try [false, true].map { feeds in
      let least = Compiler(level: .stream, alignment: 1, streamInput: feeds)
      let bytes = try least.compile(graph, modelSHA256: "").plan.arenaBytes
      return Compiler(
        level: .stream, alignment: 1, budgetBytes: bytes + bytes / 3, streamInput: feeds)
    }
  }

  /// Runs in an arena of noise, and overwrites every buffer with noise as soon as it dies.
  static func noisyOutputs(
    _ compilation: Compilation, _ inputs: [[UInt8]], seed: UInt64,
    threading: Threading = Threading()
  ) throws -> [[UInt8]] {
    let host = try HostProgram(compilation.program, threading: threading)
    var random = SeededGenerator(seed: seed)
    let arena = AlignedBytes(
      count: host.program.arenaBytes, alignment: host.program.arenaAlignment, repeating: 0)
    let state = AlignedBytes(
      count: host.program.stateBytes, alignment: host.program.arenaAlignment, repeating: 0)
    func noise(_ range: Range<Int>) {
      for at in range { arena.bytes[at] = UInt8(random.int(0...255)) }
    }
    noise(0..<host.program.arenaBytes)
    let executor = try Executor(
      host.program,
      arena: UnsafeMutableRawBufferPointer(rebasing: arena.bytes[..<host.program.arenaBytes]),
      state: UnsafeMutableRawBufferPointer(rebasing: state.bytes[..<host.program.stateBytes]))
    executor.reset()
    for (index, input) in inputs.enumerated() where !host.program.input(index).isFed {
      input.withUnsafeBytes { executor.write($0, toInput: index) }
    }
    let buffers = compilation.plan.buffers
    // One that holds an input too is called an input.
    let outputs = Set(compilation.problem.outputs.map { compilation.problem[$0].name })
    let isOutput = { (buffer: Plan.Buffer) in
      buffer.kind != .scratch && outputs.contains(buffer.name)
    }
    host.run(executor) { index, row, bytes in
      let port = host.program.input(index)
      let given = port.byteCount(held: bytes.count)
      inputs[index].withUnsafeBytes { input in
        port.hold(.init(rebasing: input[row * given..<(row + 1) * given]), in: bytes)
      }
    } finished: { position in
      let dead = buffers.filter { $0.lastStep == position && !isOutput($0) }
      let alive = buffers.filter { buffer in
        buffer.firstStep <= position && (buffer.lastStep > position || isOutput(buffer))
      }
      .map { $0.offset..<$0.offset + $0.bytes }
      for buffer in dead {
        for at in buffer.offset..<buffer.offset + buffer.bytes
        where !alive.contains(where: { $0.contains(at) }) {
          noise(at..<at + 1)
        }
      }
    }
    return (0..<host.program.outputCount).map { index in
      var output = [UInt8](repeating: 0, count: host.program.output(index).byteCount)
      output.withUnsafeMutableBytes { executor.read(output: index, into: $0) }
      return output
    }
  }
}
