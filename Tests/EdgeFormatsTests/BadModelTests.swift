import EdgeFormats
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Testing

/// A model that must be refused, by its number in the corpus of bad inputs.
struct BadModel: CustomTestStringConvertible {
  var testDescription: String
  var text: [UInt8]
  var kind: Diagnostic.Kind
  /// Part of one of the errors' descriptions.
  var message: String

  init(_ name: String, _ text: String, _ message: String, _ kind: Diagnostic.Kind = .malformed) {
    testDescription = name
    self.text = Array(text.utf8)
    self.kind = kind
    self.message = message
  }

  init(
    _ name: String, _ edits: [Edit], _ message: String, _ kind: Diagnostic.Kind = .malformed
  ) {
    self.init(name, SmallModel.text(edits), message, kind)
  }
}

@Suite("Bad model.json")
struct BadModelTests {
  @Test("is refused by the reader", arguments: BadModel.texts + BadModel.structures)
  func refusal(bad: BadModel) throws {
    let error = try #require(throws: ImportError.self) { try SmallModel.read(bad.text) }
    #expect(error.kind == bad.kind)
    #expect(error.description.contains(bad.message))
  }

  @Test("is refused by an operator", arguments: BadModel.attributes + BadModel.quantizations)
  func refusalByOperator(bad: BadModel) throws {
    let error = try #require(throws: ImportError.self) { try SmallModel.read(bad.text) }
    #expect(error.kind == bad.kind)
    #expect(error.description.contains(bad.message))
  }

  @Test("is found by its lowering, and still shown at its place", arguments: BadModel.lowerings)
  func refusalByLowering(bad: BadModel) throws {
    let diagnostic = try loweringError(String(decoding: bad.text, as: UTF8.self))
    #expect(diagnostic.kind == bad.kind)
    #expect(diagnostic.description.contains(bad.message))
    #expect(diagnostic.line == 17)
  }

  @Test("55 is found by its lowering where accumulators exceed 32 bits")
  func accumulators() throws {
    var weights = SmallModel.weights
    weights.entries[0].bytes = [0xFF, 0xFF, 0xFF, 0x7F] + Array(repeating: 0, count: 12)
    let diagnostic = try loweringError(SmallModel.text, weights)
    #expect(diagnostic.kind == .malformed)
    #expect(
      diagnostic.message.hasPrefix("node \"conv\": output channel 0: the accumulator can reach"))
  }

  /// The first error of the lowering of a model that can be read.
  private func loweringError(_ text: String, _ weights: Safetensors = SmallModel.weights) throws
    -> Diagnostic
  {
    let folder = try TemporaryFolder()
    try folder.write(weights.encoded, to: "weights.safetensors")
    let reference = SmallModel.reference(to: "weights.safetensors", of: weights.encoded)
    let edited = text.replacing("\"name\": \"small\",", with: reference)
    let model = try folder.read(folder.write(Array(edited.utf8), to: "model.json"))
    let errors = model.graph.nodes.indices.compactMap { index -> GraphError? in
      let node = model.graph.nodes[index]
      do throws(OperatorError) {
        _ = try node.op.lower(model.graph.tensors(node.inputs), model.graph.tensors(node.outputs))
        return nil
      } catch {
        return GraphError(.node(index), .operator(error))
      }
    }
    return model.diagnostic(for: try #require(errors.first))
  }

  @Test("4 is refused when it ends at any byte")
  func truncation() throws {
    let text = Array(SmallModel.text.utf8)
    for count in text.indices {
      #expect(throws: ImportError.self) { try SmallModel.read(Array(text[..<count])) }
    }
    #expect(throws: Never.self) { try SmallModel.read(text) }
  }

  @Test("36 a million nodes is refused in less than a second")
  func millionNodes() throws {
    let nodes = String(repeating: "{},", count: 1_000_000) + "{}"
    let text = Array("{\"format\": \"edgerun.model/1\", \"nodes\": [\(nodes)]}".utf8)
    let time = ContinuousClock().measure {
      let error = #expect(throws: ImportError.self) { try SmallModel.read(text) }
      #expect(error?.description.contains("at most 262144 elements") == true)
    }
    // A guard against hanging, not a measurement: quadratic reading takes minutes.
    #expect(time < .seconds(30))
  }

  @Test("35 an island is a warning")
  func island() throws {
    let model = try SmallModel.read(
      Array(
        SmallModel.text([
          "\"beta\": 1.0}}" => """
            "beta": 1.0}},
            {"name": "islet", "op": "relu", "inputs": ["stem"], "outputs": ["lost"]}
            """,
          "    {\"name\": \"out\"," => """
            {"name": "lost", "shape": [1, 4, 4, 4], "type": "int8", \
            "quantization": {"scale": 0.25, "zeroPoint": -5}},
            {"name": "idle", "shape": [1], "type": "int8"},
            {"name": "out",
            """,
        ]).utf8))
    #expect(
      model.warnings.map(\.description) == [
        "warning: model.json:15:1: tensor \"idle\": no node reads or writes it; remove it",
        "warning: model.json:24:1: node \"islet\": no output needs what it computes; remove it",
      ])
  }

  @Test("shows all its independent errors, each at its place")
  func allErrors() throws {
    let text = SmallModel.text([
      "\"op\": \"add\"" => "\"op\": \"addd\"",
      "\"axis\": 3" => "\"axis\": 3.0",
      "[1, 2, 2, 4]" => "[1, 2, 2, 5]",
      "\"beta\": 1.0" => "\"beta\": -1",
    ])
    let error = try #require(throws: ImportError.self) { try SmallModel.read(Array(text.utf8)) }
    #expect(
      error.description == """
        error: model.json:18:5: node "pool": declares "pooled" as int8 [1, 2, 2, 5] scale 0.25, \
        zero point -5, inferred int8 [1, 2, 2, 4] scale 0.25, zero point -5
        error: model.json:19:116: node "join": attribute "axis": expected an integer, found 3.0
        error: model.json:20:27: node "add": op: expected an operator of edgerun, found "addd"; \
        the nearest are "add", "add_n", "abs"
        error: model.json:21:5: node "softmax": beta: expected a number above 0, found -1.0
        """)
    #expect(error.exitCode == 65)
  }
}
