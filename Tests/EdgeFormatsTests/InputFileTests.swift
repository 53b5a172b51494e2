import EdgeFormats
import EdgeIR
import EdgeTestSupport
import Foundation
import Synchronization
import Testing

@Suite("Input files")
struct InputFileTests {
  private let folder: TemporaryFolder
  private let image: InputFile.Input = (
    "image", TensorType(.int8, [1, 2, 2, 1], Quantization(scale: 0.5, zeroPoint: -1))
  )
  private let state: InputFile.Input = ("state", TensorType(.int32, [1, 2]))

  init() throws { folder = try TemporaryFolder() }

  private func refusal(_ inputs: [InputFile.Input], _ paths: [String]) throws -> ImportError {
    try #require(throws: ImportError.self) { try InputFile.runs(for: inputs, paths: paths) }
  }

  private func write(floats: [Float], shape: [Int]) throws -> String {
    let data = floats.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    return try folder.write(NPYFile("'<f4'", shape, data).bytes, to: "floats.npy")
  }

  @Test("hold one input each, in the order of the inputs")
  func raw() throws {
    let a = try folder.write([1, 2, 3, 4], to: "a")
    let b = try folder.write([1, 0, 0, 0, 2, 0, 0, 0], to: "b")
    #expect(
      try InputFile.runs(for: [image, state], paths: [a, b])
        == [[[1, 2, 3, 4], [1, 0, 0, 0, 2, 0, 0, 0]]])
    #expect(
      try InputFile.runs(for: [image, state], paths: [a, b, a, b])
        == Array(repeating: [[1, 2, 3, 4], [1, 0, 0, 0, 2, 0, 0, 0]], count: 2))
    #expect(
      try InputFile.runs(for: [image], paths: [a, a, a])
        == Array(repeating: [[1, 2, 3, 4]], count: 3))
  }

  @Test("may hold all inputs, one after the other")
  func whole() throws {
    let both = try folder.write(Array(0..<12), to: "both")
    let run: [[UInt8]] = [Array(0..<4), Array(4..<12)]
    #expect(try InputFile.runs(for: [image, state], paths: [both]) == [run])
    #expect(try InputFile.runs(for: [image, state], paths: [both, both]) == [run, run])
    #expect(try InputFile.runs(for: [image, state], paths: [both, both, both]).count == 3)
  }

  @Test("quantise real numbers with the input's scale, halves away from zero, clamped")
  func quantized() throws {
    let file = try write(floats: [0.25, -0.25, 1e30, -.infinity], shape: [1, 2, 2, 1])
    #expect(
      try InputFile.runs(for: [image], paths: [file])
        == [[[0, UInt8(bitPattern: -2), 127, UInt8(bitPattern: -128)]]])
  }

  @Test("of many batches are a sequence of runs")
  func sequence() throws {
    let batches = try folder.write(
      NPYFile("'|i1'", [3, 2, 2, 1], Array(0..<12)).bytes, to: "batches.npy")
    #expect(
      try InputFile.runs(for: [image], paths: [batches])
        == [[Array(0..<4)], [Array(4..<8)], [Array(8..<12)]])
    let states = try folder.write(
      NPYFile("'<i4'", [3, 2], Array(0..<24)).bytes, to: "states.npy")
    let runs = try InputFile.runs(for: [image, state], paths: [batches, states])
    #expect(runs.map { $0[1] } == [Array(0..<8), Array(8..<16), Array(16..<24)])
    let one = try folder.write(Array(0..<8), to: "one")
    #expect(
      try refusal([image, state], [batches, one]).description
        == "error: \(one): expected 3 batches, as in \(batches), found 1")
  }

  @Test("101 are refused when their size is wrong", arguments: [0, 3, 5])
  func size(count: Int) throws {
    let file = try folder.write(Array(repeating: 0, count: count), to: "a")
    let error = try refusal([image], [file])
    #expect(error.exitCode == 65)
    #expect(
      error.description
        == "error: \(file): input \"image\": expected 4 bytes of int8 [1, 2, 2, 1] scale 0.5, "
        + "zero point -1, found \(count)")
  }

  /// Whoever opens a pipe that nobody writes to waits for ever.
  @Test("101 are refused at once when they are pipes")
  func pipe() throws {
    let pipe = folder.path(of: "pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let (input, done) = (image, DispatchSemaphore(value: 0))
    let refusal = Mutex<String?>(nil)
    Thread.detachNewThread {
      do throws(ImportError) {
        _ = try InputFile.runs(for: [input], paths: [pipe])
      } catch {
        refusal.withLock { $0 = error.description }
      }
      done.signal()
    }
    #expect(done.wait(timeout: .now() + .seconds(60)) == .success)
    #expect(refusal.withLock { $0 }?.contains("found a named pipe") == true)
  }

  @Test("101 are refused when they are no files")
  func kind() throws {
    #expect(try refusal([image], [folder.path]).description.contains("found a directory"))
    #expect(try refusal([image], ["/dev/null"]).description.contains("found a device"))
    let absent = try refusal([image], [folder.path(of: "absent")])
    #expect(absent.exitCode == 66)
  }

  @Test("101 are refused when an array has another type or shape")
  func arrays() throws {
    func message(_ description: String, _ shape: [Int], _ count: Int) throws -> String {
      let bytes = NPYFile(description, shape, Array(repeating: 0, count: count)).bytes
      return try refusal([image], [folder.write(bytes, to: "a.npy")]).description
    }
    #expect(
      try message("'|u1'", [1, 2, 2, 1], 4).contains("expected int8 or float32, found uint8"))
    #expect(try message("'|i1'", [1, 4, 1, 1], 4).contains("expected shape [1, 2, 2, 1], found"))
    #expect(try message("'|i1'", [2, 2, 1], 4).contains("expected shape [1, 2, 2, 1], found"))
    let nan = try write(floats: [0, .nan, 0, 0], shape: [1, 2, 2, 1])
    #expect(try refusal([image], [nan]).description.contains("found NaN at element 1"))
    let floats = try write(floats: [0, 0], shape: [1, 2])
    #expect(try refusal([state], [floats]).description.contains("expected int32, found float32"))
  }

  @Test("are refused when their number fits no run")
  func count() throws {
    let a = try folder.write([1, 2, 3, 4], to: "a")
    #expect(
      try refusal([image, state], [a]).description.contains(
        "expected one file an input, \"image\" of 4 bytes, \"state\" of 8 bytes, or files of all "
          + "12 bytes; found 1 of 4 bytes"))
    #expect(try refusal([image, state], [a, a, a]).description.contains("found 3 of 4, 4, 4"))
    #expect(try refusal([image], []).description.contains("found none"))
    #expect(try refusal([image], ["-", "-"]).description.contains("found it twice"))
  }

  @Test("are all read before any of them is refused")
  func all() throws {
    let error = try refusal([image], [folder.path(of: "x"), folder.path(of: "y"), folder.path])
    #expect(error.diagnostics.count == 3)
    #expect(error.exitCode == 65)
  }
}

@Suite("Labels")
struct LabelsFileTests {
  private func read(_ bytes: [UInt8]) throws -> [String] {
    let folder = try TemporaryFolder()
    return try LabelsFile.read(folder.write(bytes, to: "labels.txt"))
  }

  @Test("are one a line, whatever ends a line")
  func lines() throws {
    #expect(try read(Array("a\nb c\r\né\r\n".utf8)) == ["a", "b c", "é"])
    #expect(try read(Array("a\nb".utf8)) == ["a", "b"])
    #expect(try read([]) == [])
  }

  @Test("are refused where one is empty, no text, or would control a terminal")
  func refusal() throws {
    #expect(throws: ImportError.self) { try read([0x61, 0xFF]) }
    let error = try #require(throws: ImportError.self) { try read(Array("a\n\n\u{1B}[2J\n".utf8)) }
    #expect(error.diagnostics.map(\.line) == [2, 3])
    #expect(error.description.contains("found \"\\u001b[2J\""))
  }
}
