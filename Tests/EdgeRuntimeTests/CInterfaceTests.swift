import CEdgeKernels
import EdgeCompiler
import EdgeFormats
import EdgeIR
import EdgeOperators
import EdgeRuntime
import EdgeTestSupport
import Foundation
import Testing

/// What `edgerun.h` promises, as a C caller sees it.
@Suite struct CInterfaceTests {
  /// A program and its memory, bound.
  private struct Bound: ~Copyable {
    let program: AlignedBytes
    let arena: AlignedBytes
    var executor = edgerun_executor()
    let status: Int32

    init(_ bytes: [UInt8], arenaBytes: Int? = nil) {
      program = AlignedBytes(count: bytes.count, alignment: 16, repeating: 0)
      program.bytes.copyBytes(from: bytes)
      let planned = edgerun_arena_bytes(program.bytes.baseAddress, bytes.count)
      arena = AlignedBytes(count: max(Int(planned), 0), alignment: 16, repeating: 0x77)
      status = edgerun_init(
        &executor, program.bytes.baseAddress, bytes.count, arena.bytes.baseAddress,
        arenaBytes ?? Int(planned), nil, 0)
    }

    func output(_ index: Int32) -> [UInt8] {
      withUnsafePointer(to: executor) { executor in
        var count = 0
        guard let bytes = edgerun_output(executor, index, &count) else { return [] }
        return Array(UnsafeRawBufferPointer(start: bytes, count: count))
      }
    }

    func run(_ input: [UInt8]) {
      withUnsafePointer(to: executor) { executor in
        var count = 0
        let bytes = edgerun_input(executor, 0, &count)
        input.withUnsafeBytes { bytes?.copyMemory(from: $0.baseAddress!, byteCount: count) }
        edgerun_run(executor, nil)
      }
    }
  }

  @Test func `programs run, several of them in one process, and know their ports`() throws {
    let program = try ProgramTests.program()
    let first = Bound(program)
    let second = Bound(program)
    #expect(first.status == EDGERUN_OK && second.status == EDGERUN_OK)
    let inputs = [(0..<16).map { UInt8($0) }, (0..<16).map { UInt8(255 - $0) }]
    first.run(inputs[0])
    second.run(inputs[1])
    #expect(first.output(0) == inputs[0])
    #expect(second.output(0) == inputs[1])
    #expect(first.output(1) == [] && first.output(-1) == [])
    #expect(MemoryLayout<edgerun_executor>.size <= 128)
  }

  @Test func `what the executor refuses has a status, and a status has a text`() throws {
    let program = try ProgramTests.program()
    var damaged = program
    damaged[40] ^= 1
    #expect(Bound(damaged).status == EDGERUN_CHECKSUM)
    #expect(Bound(program, arenaBytes: 31).status == EDGERUN_ARENA_TOO_SMALL)
    #expect(edgerun_arena_bytes(program, 20) == -Int32(EDGERUN_TRUNCATED))
    #expect(edgerun_arena_bytes(nil, 0) == -Int32(EDGERUN_TRUNCATED))
    for status in Int32(1)...14 {
      let error = try #require(ProgramError.Cause(rawValue: status))
      #expect(String(cString: edgerun_text(status)) == "\(error.text)")
    }
    #expect(ProgramError.Cause(rawValue: 15) == nil)
    #expect(String(cString: edgerun_text(15)) == "no such status")
    #expect(ProgramError.Cause.arenaMisaligned.rawValue == EDGERUN_ARENA_MISALIGNED)
  }

  @Test func `rows are fed in order, each once, and positions are told of`() throws {
    let folder = RepositoryFiles.root().appending(path: "Models/digits")
    let model = try ModelFile.read(
      path: folder.appending(path: "model.json").path, operators: catalog)
    let compilation = try Compiler(streamInput: true).compile(
      model.graph, modelSHA256: model.sha256)
    let bound = Bound(compilation.program)
    #expect(bound.status == EDGERUN_OK)
    final class Camera {
      var image: [UInt8] = []
      var rows: [Int32] = []
      var positions: [Int32] = []
    }
    let camera = Camera()
    camera.image = Array(try Data(contentsOf: folder.appending(path: "input.bin")))
    var callbacks = edgerun_callbacks()
    callbacks.context = Unmanaged.passUnretained(camera).toOpaque()
    callbacks.feed = { context, _, row, bytes, count in
      let camera = Unmanaged<Camera>.fromOpaque(context!).takeUnretainedValue()
      camera.rows.append(row)
      camera.image.withUnsafeBytes {
        bytes!.copyMemory(from: $0.baseAddress! + Int(row) * count, byteCount: count)
      }
    }
    callbacks.finished = { context, position in
      Unmanaged<Camera>.fromOpaque(context!).takeUnretainedValue().positions.append(position)
    }
    withUnsafePointer(to: bound.executor) { edgerun_run($0, &callbacks) }
    #expect(camera.rows == Array(0..<Int32(camera.rows.count)) && !camera.rows.isEmpty)
    #expect(camera.positions == Array(0..<Int32(camera.positions.count)))
    #expect(
      bound.output(0) == Array(try Data(contentsOf: folder.appending(path: "output.bin"))))
  }
}
