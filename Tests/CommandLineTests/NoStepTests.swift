import EdgeTestSupport
import Testing

/// A model whose only node is done while the input is read in.
@Suite struct NoStepTests {
  private static let model = """
    {
      "format": "edgerun.model/1", "name": "quantise", "inputs": ["x"], "outputs": ["y"],
      "tensors": [
        {"name": "x", "shape": [2, 3], "type": "float32"},
        {"name": "y", "shape": [2, 3], "type": "int8",
         "quantization": {"scale": 0.5, "zeroPoint": 1}}
      ],
      "nodes": [
        {"name": "y", "op": "quantize", "inputs": ["x"], "outputs": ["y"],
         "attributes": {"element": "int8"}}
      ]
    }
    """

  @Test(arguments: ["file", "order", "rewrite", "stream"])
  func `is planned, explained, timed and run at every level`(level: String) throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(Array(Self.model.utf8), to: "model.json")
    let values: [Float] = [0, 0.5, -1, 63, 1000, -1000]
    let input = try folder.write(
      values.flatMap { value in
        withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init)
      }, to: "x.bin")
    for command in [["plan"], ["explain"], ["bench"]] {
      let result = try CommandLineTool.run(command + [model, "--level", level])
      #expect(result.exitCode == 0 && result.text.contains("at level \(level)"), "\(command)")
    }
    for feeding in level == "stream" ? [[], ["--stream-input"]] : [[]] {
      let run = try CommandLineTool.run(
        [model, input, "--level", level, "--output", "-"] + feeding)
      #expect(run.output.map { Int8(bitPattern: $0) } == [1, 2, -1, 127, 127, -128])
    }
  }
}
