import EdgeFormats
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Testing

/// A good model.json that bad ones are made of: one edit, one fault.
enum SmallModel {
  static let text = """
    {
      "format": "edgerun.model/1",
      "name": "small",
      "inputs": ["image"],
      "outputs": ["out"],
      "tensors": [
        {"name": "image", "shape": [1, 4, 4, 2], "type": "int8", \
    "quantization": {"scale": 0.5, "zeroPoint": 3}},
        {"name": "w", "shape": [4, 3, 3, 2], "type": "int8", "constant": true, \
    "quantization": {"scales": [0.5, 0.25, 1.0, 2.0], "axis": 0}},
        {"name": "b", "shape": [4], "type": "int32", "constant": true, \
    "quantization": {"scales": [0.25, 0.125, 0.5, 1.0], "axis": 0}},
        {"name": "stem", "shape": [1, 4, 4, 4], "type": "int8", \
    "quantization": {"scale": 0.25, "zeroPoint": -5}},
        {"name": "pooled", "shape": [1, 2, 2, 4], "type": "int8", \
    "quantization": {"scale": 0.25, "zeroPoint": -5}},
        {"name": "joined", "shape": [1, 2, 2, 8], "type": "int8", \
    "quantization": {"scale": 0.25, "zeroPoint": -5}},
        {"name": "sum", "shape": [1, 2, 2, 8], "type": "int8", \
    "quantization": {"scale": 0.75, "zeroPoint": 0}},
        {"name": "out", "shape": [1, 2, 2, 8], "type": "int8", \
    "quantization": {"scale": 0.00390625, "zeroPoint": -128}}
      ],
      "nodes": [
        {"name": "conv", "op": "conv2d", "inputs": ["image", "w", "b"], "outputs": ["stem"], \
    "attributes": {"stride": [1, 1], "dilation": [1, 1], "padding": "same", "groups": 1, \
    "activation": "none"}},
        {"name": "pool", "op": "max_pool2d", "inputs": ["stem"], "outputs": ["pooled"], \
    "attributes": {"window": [2, 2], "stride": [2, 2], "padding": "valid", "activation": "none"}},
        {"name": "join", "op": "concat", "inputs": ["pooled", "pooled"], "outputs": ["joined"], \
    "attributes": {"axis": 3}},
        {"name": "add", "op": "add", "inputs": ["joined", "joined"], "outputs": ["sum"], \
    "attributes": {"activation": "none"}},
        {"name": "softmax", "op": "softmax", "inputs": ["sum"], "outputs": ["out"], \
    "attributes": {"beta": 1.0}}
      ]
    }
    """

  static let weights = Safetensors(entries: [
    .init(name: "b", element: .int32, shape: [4], bytes: Array(repeating: 1, count: 16)),
    .init(name: "w", element: .int8, shape: [4, 3, 3, 2], bytes: (0..<72).map { UInt8($0) }),
  ])

  /// The text with every edit made; each finds its place exactly once.
  static func text(_ edits: [Edit]) -> String {
    edits.reduce(text) { text, edit in
      let parts = text.split(separator: edit.old, omittingEmptySubsequences: false)
      #expect(parts.count == 2, "\(edit.old) is to stand in the text once")
      return parts.joined(separator: edit.new)
    }
  }

  /// The model's name, and its weights in `file`, whose digest is that of `bytes` unless another
  /// is given.
  static func reference(to file: String, of bytes: [UInt8], sha256: String? = nil) -> String {
    let digest = sha256 ?? FileReader.sha256(bytes)
    return "\"name\": \"small\", "
      + "\"weights\": {\"file\": \"\(file)\", \"sha256\": \"\(digest)\"},"
  }

  static func read(_ text: [UInt8]) throws(ImportError) -> ImportedModel {
    try ModelFile.read(ModelSource(path: "model.json", bytes: text), operators: catalog)
  }
}

/// The text to replace, and what with.
struct Edit {
  var old, new: String
}

infix operator => : AssignmentPrecedence
func => (old: String, new: String) -> Edit { Edit(old: old, new: new) }
