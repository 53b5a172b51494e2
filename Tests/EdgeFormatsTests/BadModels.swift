import EdgeFormats

extension BadModel {
  /// No model at all, or not the text it should be.
  static let texts: [BadModel] = [
    BadModel("1 empty file", "", "found an empty file"),
    BadModel("2 only whitespace", " \n\t", "expected a value, found the end of the text"),
    BadModel("3 null", "null", "expected a model, model.json"),
    BadModel("3 array", "[]", "model: expected an object, found an array of 0"),
    BadModel("3 string", "\"x\"", "model: expected an object, found \"x\""),
    BadModel("5 byte order mark", "\u{FEFF}" + SmallModel.text, "found a byte order mark"),
    invalidUTF8,
    BadModel("6 lone surrogate", ["\"small\"" => "\"\\ud800\""], "found one alone"),
    BadModel("6 half a pair", ["\"small\"" => "\"\\ud800\\u0041\""], "found one alone"),
    BadModel("6 trailing surrogate first", ["\"small\"" => "\"\\udc00\""], "found one alone"),
    BadModel("7 NUL", ["\"small\"" => "\"sm\0all\""], "expected no control character"),
    BadModel(
      "7 escaped NUL", ["\"small\"" => "\"sm\\u0000all\""],
      "expected a name without control characters, found \"sm\\u0000all\""),
    BadModel(
      "8 depth 100,000", String(repeating: "[", count: 100_000), "at most 64 levels of nesting"),
    BadModel(
      "8 objects, depth 100,000", String(repeating: "{\"a\":", count: 100_000),
      "at most 64 levels of nesting"),
    BadModel(
      "9 duplicate key", ["\"nodes\":" => "\"nodes\": [], \"nodes\":"],
      "expected every key once, found \"nodes\" again"),
    BadModel("12 trailing garbage", SmallModel.text + "x", "expected the end of the text, found x"),
    BadModel("12 two models", SmallModel.text + SmallModel.text, "expected the end of the text"),
    BadModel("13 NaN", ["0.75" => "NaN"], "expected a value, found NaN"),
    BadModel("13 Infinity", ["0.75" => "Infinity"], "expected a value, found Infinity"),
    BadModel("13 -Infinity", ["0.75" => "-Infinity"], "expected a digit, found Infinity"),
    BadModel("13 1e999", ["0.75" => "1e999"], "found one too large for any type"),
    BadModel("13 1e39", ["0.75" => "1e39"], "scale: expected a number of at most 3.4"),
    BadModel("leading zero", ["0.75" => "00.75"], "expected \",\" or \"}\", found 0.75"),
    BadModel("comment", ["\"nodes\"" => "// x\n\"nodes\""], "expected a key in quotes"),
    BadModel("trailing comma", ["\"axis\": 3}" => "\"axis\": 3,}"], "expected a key in quotes"),
    BadModel(
      "60 no format", ["\"format\": \"edgerun.model/1\"," => ""],
      "1:1: expected key \"format\" with \"edgerun.model/1\", found none"),
    BadModel(
      "60 format 999", ["model/1" => "model/999"],
      "expected \"edgerun.model/1\", found \"edgerun.model/999\""),
  ]

  private static var invalidUTF8: BadModel {
    var bad = BadModel("6 invalid UTF-8", SmallModel.text, "expected a string in UTF-8")
    if let at = bad.text.firstIndex(of: UInt8(ascii: "s")) { bad.text[at] = 0xFF }
    return bad
  }

  /// JSON, but no graph.
  static let structures: [BadModel] =
    names + shapes + edges + [
      BadModel(
        "22 unknown type", ["[4], \"type\": \"int32\"" => "[4], \"type\": \"int7\""],
        "9:41: tensor \"b\": type: expected one of int8, uint8"),
      BadModel(
        "23 unknown operator", ["\"max_pool2d\"" => "\"max_pool\""],
        "the nearest are \"max_pool2d\"", .unsupported),
      BadModel(
        "24 version of an operator", ["\"op\": \"concat\"" => "\"op\": \"concat\", \"version\": 2"],
        "version: edgerun computes version 1, found 2", .unsupported),
      BadModel(
        "24 version 0", ["\"op\": \"concat\"" => "\"op\": \"concat\", \"version\": 0"],
        "expected an integer of 1 to"),
      BadModel(
        "25 no inputs", ["\"inputs\": [\"image\"]," => ""],
        "model: expected key \"inputs\", found none"),
      BadModel(
        "unknown key", ["\"axis\": 3}" => "\"axis\": 3}, \"color\": 1"],
        "expected only name, op, inputs, outputs, version, attributes, found key \"color\""),
    ]

  private static let names: [BadModel] = [
    BadModel(
      "10 duplicate tensor", ["\"name\": \"pooled\"" => "\"name\": \"stem\""],
      "tensor \"stem\": expected a name of its own, found it twice"),
    BadModel(
      "11 duplicate node", ["\"name\": \"pool\"" => "\"name\": \"conv\""],
      "node \"conv\": expected a name of its own, found it twice"),
    BadModel("empty name", ["\"small\"" => "\"\""], "a name of 1 to 256 bytes, found 0"),
    BadModel(
      "long name", ["\"small\"" => "\"\(String(repeating: "x", count: 257))\""],
      "a name of 1 to 256 bytes, found 257"),
  ]

  private static func shape(_ name: String, _ shape: String, _ message: String) -> BadModel {
    BadModel(name, ["[1, 4, 4, 2]" => shape], message)
  }

  private static let shapes: [BadModel] = [
    shape("14 1.5", "[1, 1.5, 4, 2]", "tensor \"image\": shape: expected an integer, found 1.5"),
    shape(
      "15 2^63", "[1, 9223372036854775808, 4, 2]",
      "found 9223372036854775808"),
    shape("16 -0", "[1, -0, 4, 2]", "expected an integer, found -0"),
    shape("16 1e3", "[1, 1e3, 4, 2]", "expected an integer, found 1e3"),
    shape("17 extent 0", "[0, 4, 4, 2]", "tensor \"image\": expected extents of 1 to"),
    shape("18 extent -1", "[-1, 4, 4, 2]", "found shape [-1, 4, 4, 2]"),
    shape("19 product 2^64", "[65536, 65536, 65536, 65536]", "at most 2147483647 bytes in all"),
    shape("20 product 2^31", "[128, 65536, 256]", "at most 2147483647 bytes in all"),
    shape("21 rank 0", "[]", "expected rank 1 to 6, found rank 0"),
    shape("21 rank 9", "[1, 1, 1, 1, 1, 1, 1, 1, 1]", "expected rank 1 to 6, found rank 9"),
  ]

  private static let edges: [BadModel] = [
    BadModel(
      "26 undefined tensor",
      ["[\"stem\"], \"outputs\": [\"pooled\"]" => "[\"stam\"], \"outputs\": [\"pooled\"]"],
      "18:53: node \"pool\": inputs: expected the name of a tensor, found \"stam\""),
    BadModel(
      "27 node writes an input", ["\"outputs\": [\"pooled\"]" => "\"outputs\": [\"image\"]"],
      "node \"pool\": writes \"image\", an input of the graph"),
    BadModel(
      "28 node writes a constant", ["\"outputs\": [\"pooled\"]" => "\"outputs\": [\"w\"]"],
      "node \"pool\": writes \"w\", a constant"),
    BadModel(
      "29 two writers", ["\"outputs\": [\"pooled\"]" => "\"outputs\": [\"stem\"]"],
      "node \"pool\": writes \"stem\", which \"conv\" writes already"),
    BadModel(
      "30 self loop", ["\"outputs\": [\"pooled\"]" => "\"outputs\": [\"stem\"]"],
      "node \"pool\": reads \"stem\", which it writes itself"),
    BadModel(
      "31 cycle of 2", ["[\"image\", \"w\", \"b\"]" => "[\"pooled\", \"w\", \"b\"]"],
      "is part of a cycle: "),
    BadModel("31 cycle of 1,000", cycle(1_000), "is part of a cycle: "),
    BadModel(
      "32 output nobody produces",
      [
        "\"outputs\": [\"out\"],\n" => "\"outputs\": [\"out\", \"idle\"],\n",
        "    {\"name\": \"out\"," => "{\"name\": \"idle\", \"shape\": [1], \"type\": \"int8\"},\n"
          + "{\"name\": \"out\",",
      ],
      "output \"idle\" is written by no node"),
    BadModel(
      "33 output is a constant",
      ["\"outputs\": [\"out\"],\n" => "\"outputs\": [\"out\", \"w\"],\n"],
      "output \"w\" is an input or a constant"),
    BadModel(
      "33 output is an input", ["\"outputs\": [\"out\"],\n" => "\"outputs\": [\"image\"],\n"],
      "output \"image\" is an input or a constant"),
    BadModel(
      "34 no outputs", ["\"outputs\": [\"out\"],\n" => "\"outputs\": [],\n"],
      "expected at least one output, found none"),
    BadModel(
      "36 70,000 nodes",
      "{\"format\": \"edgerun.model/1\", \"nodes\": ["
        + String(repeating: "{},", count: 70_000) + "{}]}",
      "nodes: expected at most 65536, found 70001"),
    BadModel(
      "37 70,000 inputs",
      [
        "[\"pooled\", \"pooled\"]" => "["
          + String(repeating: "\"pooled\",", count: 69_999) + "\"pooled\"]"
      ],
      "node \"join\": inputs: expected at most 4096, found 70000"),
    BadModel("37 600,000 edges", edges(600), "expected at most 524288 inputs and outputs"),
  ]

  /// `count` nodes that read one tensor a thousand times each.
  private static func edges(_ count: Int) -> String {
    let names = Array(repeating: "\"t\"", count: 1_000).joined(separator: ",")
    let nodes = (0..<count).map {
      "{\"name\": \"n\($0)\", \"op\": \"relu\", \"inputs\": [\(names)], \"outputs\": []}"
    }
    return """
      {"format": "edgerun.model/1", "name": "edges", "inputs": [], "outputs": [],
      "tensors": [{"name": "t", "shape": [1], "type": "int8"}],
      "nodes": [\(nodes.joined(separator: ","))]}
      """
  }

  /// `count` nodes in a ring, and one that reads it.
  private static func cycle(_ count: Int) -> String {
    let type =
      "\"shape\": [1], \"type\": \"int8\", \"quantization\": {\"scale\": 1, \"zeroPoint\": 0}"
    let tensors = (0...count).map { "{\"name\": \"t\($0)\", \(type)}" }
    let nodes = (0..<count).map { index in
      "{\"name\": \"n\(index)\", \"op\": \"relu\", \"inputs\": [\"t\(index)\"], "
        + "\"outputs\": [\"t\((index + 1) % count)\"]}"
    }
    return """
      {"format": "edgerun.model/1", "name": "ring", "inputs": [], "outputs": ["t0"],
      "tensors": [\(tensors.dropLast().joined(separator: ","))],
      "nodes": [\(nodes.joined(separator: ","))]}
      """
  }
}
