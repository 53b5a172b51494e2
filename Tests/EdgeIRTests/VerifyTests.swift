import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Testing

/// Graphs of `requantize` nodes from a small text: `y = x` a node, first line the inputs, last line
/// the outputs.
private func graph(_ text: String) -> Graph {
  let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
  var names: [String] = []
  func id(_ name: String) -> TensorID {
    if let known = names.firstIndex(of: name) { return TensorID(known) }
    names.append(name)
    return TensorID(names.count - 1)
  }
  let inputs = lines[0].map(id)
  let nodes = lines.dropFirst().dropLast().map { words in
    Node(
      name: "to_\(words[0])", op: Requantize(), inputs: words.dropFirst(2).map(id),
      outputs: [id(words[0])])
  }
  let outputs = lines[lines.count - 1].map(id)
  let type = TensorType(.int8, [4], Quantization(scale: 1, zeroPoint: 0))
  return Graph(
    name: "text", tensors: names.map { Tensor(name: $0, type: type) }, nodes: nodes,
    inputs: inputs, outputs: outputs)
}

@Suite struct VerifyTests {
  @Test func `a sound graph has no errors`() {
    #expect(graph("x\ny = x\nz = y\nz").verify() == [])
  }

  @Test(arguments: [
    ("x\ny = x\ny = x\ny", "writes \"y\", which \"to_y\" writes already"),
    ("x\nx = x\ny = x\ny", "writes \"x\", an input of the graph"),
    ("x\ny = x\nz = q\nz", "reads \"q\", which nothing writes"),
    ("x\ny = y\ny", "reads \"y\", which it writes itself"),
    ("x\nz = y\ny = x\nz", "reads \"y\" before \"to_y\" writes it"),
    ("x\ny = z\nz = y\nz", "is part of a cycle: to_z -> to_y -> to_z"),
    ("x\ny = x\nz", "output \"z\" is written by no node"),
    ("x\ny = x\nx", "output \"x\" is an input or a constant"),
    ("x x\ny = x\ny", "\"x\" is listed twice"),
    ("x\ny = x x\ny", "expected 1 inputs, found 2"),
  ])
  func `an unsound graph is named`(text: String, message: String) {
    let messages = graph(text).verify().map { "\($0.cause)" }
    #expect(messages.contains { $0.contains(message) }, "\(messages)")
  }

  @Test func `independent errors are all reported`() {
    let errors = graph("x\ny = q\nz = r\nz").verify()
    #expect(errors.count == 2)
    #expect(errors.map(\.subject) == [.node(0), .node(1)])
  }

  @Test func `a cycle of a thousand nodes is found and cut short`() {
    let chain = (0..<1000).map { "n\($0) = n\(($0 + 999) % 1000)" }.joined(separator: "\n")
    let errors = graph("x\n\(chain)\nn0").verify()
    #expect(errors.count == 1)
    #expect("\(errors[0].cause)".contains("cycle"))
  }

  @Test(arguments: [
    (TensorType(.int8, [0]), "extents of 1"), (TensorType(.int8, [-1]), "extents of 1"),
    (TensorType(.int8, [65536, 65536, 65536, 65536]), "at most 2147483647 bytes"),
    (TensorType(.int8, [1 << 16, 1 << 15]), "at most 2147483647 bytes"),
    (TensorType(.int8, []), "rank 1 to 6"),
    (TensorType(.int8, Array(repeating: 1, count: 9)), "rank 1 to 6"),
    (TensorType(.int8, [4], Quantization(scale: 0, zeroPoint: 0)), "scales above 0"),
    (TensorType(.int8, [4], Quantization(scale: -1, zeroPoint: 0)), "scales above 0"),
    (
      TensorType(.int8, [4], Quantization(scale: .leastNonzeroMagnitude, zeroPoint: 0)),
      "scales above 0"
    ),
    (TensorType(.int8, [4], Quantization(scale: 2_000_000, zeroPoint: 0)), "scales above 0"),
    (TensorType(.int8, [4], Quantization(scale: 1, zeroPoint: 128)), "zero points in"),
    (TensorType(.int8, [4], Quantization(scale: 1, zeroPoint: -129)), "zero points in"),
    (TensorType(.int32, [4], Quantization(scale: 1, zeroPoint: 1)), "zero point 0 for int32"),
    (TensorType(.int8, [4], Quantization(scales: [1, 1], axis: 0)), "4 scales"),
    (TensorType(.int8, [4], Quantization(scales: [1], axis: 1)), "quantization axis of 0 to 0"),
    (TensorType(.float32, [4], Quantization(scale: 1, zeroPoint: 0)), "no quantization"),
  ])
  func `a tensor out of bounds is refused`(type: TensorType, message: String) {
    var bad = graph("x\ny = x\ny")
    bad.tensors[0].type = type
    let messages = bad.verify().map { "\($0.cause)" }
    #expect(messages.contains { $0.contains(message) }, "\(messages)")
  }

  @Test func `a declared type must be the inferred one`() {
    var bad = graph("x\ny = x\ny")
    bad.tensors[1].type.shape = [5]
    #expect(
      bad.verify().map { "\($0.cause)" }
        == ["declares \"y\" as int8 [5] scale 1.0, zero point 0, inferred int8 [4]"])
  }

  @Test func `a graph prints as a program`() {
    #expect(
      graph("x\ny = x\ny").description == """
        graph text(x) -> y
          y = requantize(x) : int8 [4] scale 1.0, zero point 0
        """)
  }
}
