import EdgeTestSupport
import Foundation
import Testing

/// Inputs over time of one channel: a ring of their rows may have more rows than the arena bytes.
@Suite struct TallModelTests {
  private static func model(height: Int, pooled: Int, window: Int, stride: Int) -> String {
    func tensor(_ name: String, _ height: Int) -> String {
      """
      {"name": "\(name)", "shape": [1, \(height), 1, 1], "type": "int8",
       "quantization": {"scale": 0.02, "zeroPoint": -3}}
      """
    }
    return """
      {
        "format": "edgerun.model/1", "name": "tall", "inputs": ["x"], "outputs": ["y"],
        "tensors": [\(tensor("x", height)), \(tensor("t", pooled)), \(tensor("y", 1))],
        "nodes": [
          {"name": "t", "op": "average_pool2d", "inputs": ["x"], "outputs": ["t"],
           "attributes": {"window": [\(window), 1], "stride": [\(stride), 1], "padding": "same",
                          "activation": "none"}},
          {"name": "y", "op": "mean", "inputs": ["t"], "outputs": ["y"],
           "attributes": {"axes": [1, 2], "keepDimensions": true}}
        ]
      }
      """
  }

  @Test(
    arguments: [(64, 8, 5), (257, 10, 5), (1000, 8, 4), (4000, 3, 2)], [[], ["--stream-input"]])
  func `are run, row by row too`(shape: (Int, Int, Int), options: [String]) throws {
    let (height, window, stride) = shape
    let pooled = (height + stride - 1) / stride
    let text = Self.model(height: height, pooled: pooled, window: window, stride: stride)
    let folder = try TemporaryFolder()
    let model = try folder.write(Array(text.utf8), to: "model.json")
    let input = try folder.write((0..<height).map { UInt8($0 * 37 % 256) }, to: "x.bin")
    let whole = try CommandLineTool.run([model, input, "--level", "file", "--output", "-"])
    let result = try CommandLineTool.run([model, input, "--output", "-"] + options)
    #expect(result.exitCode == 0 && result.output == whole.output, "\(result.errors)")
    #expect(whole.output.count == 1)
  }
}
