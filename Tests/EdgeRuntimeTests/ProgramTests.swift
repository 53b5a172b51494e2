import EdgeCompiler
import EdgeIR
import EdgeOperators
import EdgeRuntime
import EdgeTestSupport
import Testing

/// What the device refuses before it runs anything.
@Suite struct ProgramTests {
  /// `requantize` of so many rows of 8 bytes.
  static func program(
    height: Int = 2, alignment: Int = 4, level: Level = .order, streamInput: Bool = false
  ) throws -> [UInt8] {
    let type = TensorType(.int8, [1, height, 2, 4], Quantization(scale: 1, zeroPoint: 0))
    let graph = Graph(
      name: "small",
      tensors: [Tensor(name: "x", type: type), Tensor(name: "y", type: type)],
      nodes: [Node(name: "r", op: Requantize(), inputs: [TensorID(0)], outputs: [TensorID(1)])],
      inputs: [TensorID(0)], outputs: [TensorID(1)])
    let hash = String(repeating: "5a", count: 32)
    return try Compiler(level: level, alignment: alignment, streamInput: streamInput)
      .compile(graph, modelSHA256: hash).program
  }

  /// The program with another word, and a checksum that fits.
  private func patched(_ program: [UInt8], _ word: UInt32, at offset: Int) -> [UInt8] {
    var bytes = program
    bytes[word: offset] = word
    return bytes.sealed
  }

  private func refusal(_ bytes: [UInt8]) -> ProgramError? {
    do throws(ProgramError) {
      _ = try HostProgram(bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test func `a program carries its ports and the model's hash`() throws {
    let host = try HostProgram(try Self.program())
    #expect(host.program.stepCount == 1)
    #expect(host.program.arenaBytes == 32)
    #expect(host.program.input(0).byteCount == 16)
    #expect(host.program.output(0).rank == 4)
    #expect(host.program.output(0).extents[3] == 4)
    #expect(host.program.modelHashByte(31) == 0x5a)
  }

  @Test func `every truncation is refused`() throws {
    let program = try Self.program()
    for count in 0..<program.count {
      #expect(refusal(Array(program[..<count])) == ProgramError(.truncated))
    }
    #expect(refusal(program + [0]) == ProgramError(.truncated))
  }

  @Test func `every flipped bit is refused`() throws {
    let program = try Self.program()
    for index in program.indices {
      for bit in 0..<8 {
        var bytes = program
        bytes[index] ^= 1 << bit
        #expect(refusal(bytes) != nil, "bit \(bit) of byte \(index)")
      }
    }
  }

  @Test func `magic and version are checked first`() throws {
    let program = try Self.program()
    #expect(refusal(patched(program, 0, at: 0)) == ProgramError(.notAProgram))
    #expect(refusal(patched(program, 99, at: 4)) == ProgramError(.version, 99))
  }

  @Test func `tables outside the program are refused`() throws {
    let program = try Self.program()
    for table in 0..<5 {
      let at = ProgramFormat.Field.tables + 8 * table
      #expect(refusal(patched(program, 0xffff_fff0, at: at)) == ProgramError(.table, table))
      #expect(refusal(patched(program, 0x7fff_fff0, at: at + 4)) == ProgramError(.table, table))
      #expect(refusal(patched(program, 16, at: at)) == ProgramError(.table, table))
    }
  }

  @Test func `steps that reach outside are refused`() throws {
    let program = try Self.program()
    let steps = program.range(of: .steps).lowerBound
    let views = program.range(of: .views).lowerBound
    #expect(refusal(patched(program, 0x0101_ffff, at: steps)) == ProgramError(.unknownKernel, 0))
    #expect(refusal(patched(program, 0xff01_000c, at: steps)) == ProgramError(.step, 0))
    for (offset, value) in [(4, 1), (8, 4), (12, 16 * 64), (16, 33), (28, 0), (28, 2)] {
      #expect(
        refusal(patched(program, UInt32(value), at: steps + offset)) == ProgramError(.step, 0),
        "step + \(offset)"
      )
    }
    let reachOutside = [
      (0, 17), (4, 1 << 30), (8, 0x7fff_ffff), (12, 0), (16, 0), (20, 33), (24, 0),
    ]
    for (offset, value) in reachOutside {
      #expect(
        refusal(patched(program, UInt32(value), at: views + offset)) == ProgramError(.step, 0),
        "view + \(offset)"
      )
    }
    let repeated = patched(program, 0, at: views + 4)
    #expect(refusal(patched(repeated, 8, at: views + 16)) == nil)
    #expect(refusal(patched(repeated, 9, at: views + 16)) == ProgramError(.step, 0))
    let output = views + ProgramFormat.viewBytes
    let outputIsConstant = patched(program, ProgramFormat.constantBit, at: output)
    #expect(refusal(outputIsConstant) == ProgramError(.step, 0))
  }

  @Test func `what is fed is a whole input`() throws {
    let program = try Self.program(height: 4, level: .stream, streamInput: true)
    let host = try HostProgram(program)
    #expect(host.program.input(0).isFed)
    let steps = program.range(of: .steps).lowerBound
    try #require(program[word: steps] & 0xffff == UInt32(ProgramFormat.fedKernel))
    #expect(refusal(program) == nil)
    for rows in [3, 5] as [UInt32] {
      #expect(refusal(patched(program, rows, at: steps + 24)) == ProgramError(.stream, 0))
    }
  }

  @Test func `what is converted has a scale and a zero point, and is fed whole elements`() throws {
    let float = TensorType(.float32, [1, 4, 3, 2])
    let integer = TensorType(.int8, [1, 4, 3, 2], Quantization(scale: 0.5, zeroPoint: 3))
    let graph = Graph(
      name: "float",
      tensors: [
        Tensor(name: "x", type: float), Tensor(name: "q", type: integer),
        Tensor(name: "r", type: integer), Tensor(name: "y", type: float),
      ],
      nodes: [
        Node(
          name: "q", op: Quantize(element: .int8), inputs: [TensorID(0)], outputs: [TensorID(1)]),
        Node(name: "r", op: Requantize(), inputs: [TensorID(1)], outputs: [TensorID(2)]),
        Node(name: "y", op: Dequantize(), inputs: [TensorID(2)], outputs: [TensorID(3)]),
      ], inputs: [TensorID(0)], outputs: [TensorID(3)])
    let program = try Compiler(level: .stream, alignment: 4, streamInput: true)
      .compile(graph, modelSHA256: String(repeating: "5a", count: 32)).program
    let ports = program.range(of: .ports).lowerBound
    for scale in [0, -1, .infinity, .nan] as [Float] {
      let bytes = patched(program, scale.bitPattern, at: ports + 36)
      #expect(refusal(bytes) == ProgramError(.port, 0), "\(scale)")
    }
    for zeroPoint in [Int32.min, -129, 128, Int32.max] {
      let bytes = patched(program, UInt32(bitPattern: zeroPoint), at: ports + 40)
      #expect(refusal(bytes) == ProgramError(.port, 0), "\(zeroPoint)")
    }

    let steps = program.range(of: .steps).lowerBound
    let views = program.range(of: .views).lowerBound
    let row = views + ProgramFormat.viewBytes * Int(program[word: steps + 4])
    try #require(program[word: row + 20] == 6)
    var halved = patched(program, 48, at: ports + 4)  // float32, held as 12 int16
    halved[ports + 11] = 2
    #expect(refusal(halved.sealed) == nil)
    halved = patched(halved, 8, at: steps + 24)
    #expect(refusal(patched(halved, 3, at: row + 20)) == ProgramError(.stream, 0))
  }

  @Test func `ports outside the arena are refused`() throws {
    let program = try Self.program()
    let ports = program.range(of: .ports).lowerBound
    #expect(refusal(patched(program, 17, at: ports)) == ProgramError(.port, 0))
    #expect(refusal(patched(program, 33, at: ports + 44 + 4)) == ProgramError(.port, 1))
    #expect(
      refusal(patched(program, 3, at: ProgramFormat.Field.arenaAlignment)) == ProgramError(.port, 0)
    )
    let arena = ProgramFormat.Field.arenaBytes
    #expect(refusal(patched(program, 1 << 29 - 1, at: arena)) == nil)
    #expect(refusal(patched(program, 1 << 29, at: arena)) == ProgramError(.port, 0))
  }

  @Test func `programs and arenas must be aligned, and arenas large enough`() throws {
    let bytes = try Self.program()
    let shifted = AlignedBytes(count: bytes.count + 16, alignment: 16, repeating: 0)
    let odd = UnsafeMutableRawBufferPointer(rebasing: shifted.bytes[4..<4 + bytes.count])
    odd.copyBytes(from: bytes)
    let misaligned = #expect(throws: ProgramError.self) {
      _ = try Program(validating: UnsafeRawBufferPointer(odd))
    }
    #expect(misaligned == ProgramError(.programMisaligned))

    let host = try HostProgram(bytes)
    let arena = AlignedBytes(count: 64, alignment: 16, repeating: 0)
    let short = #expect(throws: ProgramError.self) {
      _ = try Executor(
        host.program, arena: UnsafeMutableRawBufferPointer(rebasing: arena.bytes[..<31]))
    }
    #expect(short == ProgramError(.arenaTooSmall, 32))
    let skewed = #expect(throws: ProgramError.self) {
      _ = try Executor(
        host.program, arena: UnsafeMutableRawBufferPointer(rebasing: arena.bytes[2..<34]))
    }
    #expect(skewed == ProgramError(.arenaMisaligned, 4))
  }

  @Test func `the checksum is CRC-32`() {
    let value = Array("123456789".utf8).withUnsafeBytes { ProgramFormat.checksum($0) }
    #expect(value == 0xcbf4_3926)
  }
}
