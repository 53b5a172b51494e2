import EdgeFormats
import EdgeIR
import EdgeTestSupport
import Testing

@Suite struct RowFileTests {
  private static let type = TensorType(.int8, [1, 4, 2, 1], Quantization(scale: 1, zeroPoint: 0))
  private static let input = (name: "x", type: type)

  private func bytes(_ file: RowFile, _ range: Range<Int>) -> [UInt8] {
    var bytes = [UInt8](repeating: 0xff, count: range.count)
    bytes.withUnsafeMutableBytes { file.read($0, at: range.lowerBound) }
    return bytes
  }

  @Test func `pieces are read as the file has them when they are asked for`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1, 2, 3, 4, 5, 6, 7, 8], to: "x.bin")
    let file = try RowFile(path, Self.input)
    #expect(!file.isOther && bytes(file, 0..<2) == [1, 2])
    _ = try folder.write([1, 2, 9, 10, 5, 6, 7, 8], to: "x.bin")
    #expect(bytes(file, 2..<4) == [9, 10] && bytes(file, 0..<1) == [1])
    try file.finish()
  }

  @Test func `a file that becomes shorter is an error, and the rest zeros`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1, 2, 3, 4, 5, 6, 7, 8], to: "x.bin")
    let file = try RowFile(path, Self.input)
    _ = try folder.write([1, 2, 3], to: "x.bin")
    #expect(bytes(file, 2..<5) == [3, 0, 0])
    let error = #expect(throws: ImportError.self) { try file.finish() }
    #expect(error?.diagnostics.first?.message == "input \"x\": expected 8 bytes, found 3")
  }

  @Test func `other sizes and arrays are left to those who know them`() throws {
    let folder = try TemporaryFolder()
    let short = try folder.write([1, 2], to: "short.bin")
    #expect(try RowFile(short, Self.input).isOther)
    let array = try folder.write([0x93] + Array("NUMPY".utf8) + [1, 0], to: "x.npy")
    #expect(try RowFile(array, Self.input).isOther)
    #expect(throws: ImportError.self) { try RowFile(folder.path, Self.input) }
  }
}
