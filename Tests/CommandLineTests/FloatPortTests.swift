import EdgeTestSupport
import Foundation
import Testing

/// Models whose float32 input the arena holds as integers, which may be an output too.
@Suite struct FloatPortTests {
  private static func model(outputs: String) -> String {
    """
    {
      "format": "edgerun.model/1", "name": "small", "inputs": ["x"], "outputs": [\(outputs)],
      "tensors": [
        {"name": "x", "shape": [1, 4, 3, 2], "type": "float32"},
        {"name": "q", "shape": [1, 4, 3, 2], "type": "int8",
         "quantization": {"scale": 0.0625, "zeroPoint": 3}},
        {"name": "r", "shape": [1, 4, 3, 2], "type": "int8",
         "quantization": {"scale": 0.0625, "zeroPoint": 3}},
        {"name": "y", "shape": [1, 4, 3, 2], "type": "float32"}
      ],
      "nodes": [
        {"name": "q", "op": "quantize", "inputs": ["x"], "outputs": ["q"],
         "attributes": {"element": "int8"}},
        {"name": "r", "op": "relu", "inputs": ["q"], "outputs": ["r"]},
        {"name": "y", "op": "dequantize", "inputs": ["r"], "outputs": ["y"]}
      ]
    }
    """
  }

  private static let values = (0..<24).map { Float($0 - 12) / 8 }

  private static func bytes(of floats: [Float]) -> [UInt8] {
    floats.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) }
  }

  private static let positive = bytes(of: values.map { max($0, 0) })
  /// Of all outputs, one behind the other.
  private static let expected: [(outputs: String, bytes: [UInt8])] = [
    ("\"y\"", positive),
    ("\"q\", \"y\"", values.map { UInt8(bitPattern: Int8($0 * 16) + 3) } + positive),
  ]

  private static func files(_ index: Int, in folder: TemporaryFolder) throws
    -> (model: String, input: String, expected: [UInt8])
  {
    let (outputs, expected) = Self.expected[index]
    return (
      try folder.write(Array(model(outputs: outputs).utf8), to: "model.json"),
      try folder.write(bytes(of: values), to: "x.bin"), expected
    )
  }

  @Test(arguments: 0..<2, [[], ["--stream-input"], ["--level", "order"]])
  func `are run whole and fed`(index: Int, options: [String]) throws {
    let folder = try TemporaryFolder()
    let (model, input, expected) = try Self.files(index, in: folder)
    let run = try CommandLineTool.run([model, input, "--output", "-"] + options)
    #expect(run.exitCode == 0 && run.output == expected, "\(run)")
    let verified = try CommandLineTool.run(["verify", model, input] + options)
    #expect(verified.exitCode == 0, "\(verified)")
  }

  @Test(arguments: 0..<2, [[], ["--stream-input"]])
  func `are run by compiled programs alike`(index: Int, options: [String]) throws {
    let folder = try TemporaryFolder()
    let (model, input, expected) = try Self.files(index, in: folder)
    let prefix = folder.path(of: "small")
    let compiled = try CommandLineTool.run(
      ["compile", model, "-o", prefix, "--program-only", "--target", "cortex-m4"] + options)
    #expect(compiled.exitCode == 0)
    let run = try CommandLineTool.run([prefix + ".program", input, "--output", "-"])
    #expect(run.exitCode == 0 && run.output == expected, "\(run)")
  }

  @Test(arguments: 0..<2, [[], ["--stream-input"]])
  func `are run by executables alike`(index: Int, options: [String]) throws {
    let folder = try TemporaryFolder()
    let (model, input, expected) = try Self.files(index, in: folder)
    let prefix = folder.path(of: "made/small")
    let made = try CommandLineTool.run(
      ["compile", model, "--target", "host", "-o", prefix] + options)
    #expect(made.exitCode == 0, "\(made)")
    let header = try String(contentsOfFile: prefix + ".h", encoding: .utf8)
    for line in ["BYTES 96", "HELD_BYTES 24", "SCALE 0.0625f", "ZERO_POINT 3"] {
      #expect(header.contains("#define SMALL_INPUT0_\(line)\n"))
    }
    let executable = URL(fileURLWithPath: prefix)
    let file = folder.path(of: "y.bin")
    let run = try CommandLineTool.run([input, "--output", file], executable: executable)
    #expect(run.exitCode == 0)
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == Data(expected))
    let lost = try CommandLineTool.run([input], executable: executable, outputPath: "/dev/full")
    #expect(lost.exitCode == 74)
    #expect(try CommandLineTool.run([folder.path], executable: executable).exitCode == 66)
  }
}
