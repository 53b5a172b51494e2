import EdgeFormats
import EdgeIR
import EdgeOperators
import EdgeTestSupport
import Foundation
import Testing

@Suite("The JSON Schema of models")
struct SchemaTests {
  private let document: JSONDocument
  private let schema: JSONSchema

  init() throws {
    let file = RepositoryFiles.root().appending(path: "Models/edgerun.model.schema.json")
    document = try JSONDocument(Array(Data(contentsOf: file)))
    schema = JSONSchema(document)
  }

  @Test("accepts the models that ship", arguments: RepositoryFiles.modelPaths)
  func shipped(path: String) throws {
    let text = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(schema.errors(in: try JSONDocument(text)) == [])
  }

  @Test("accepts what is written", arguments: UInt64(100)..<140)
  func written(seed: UInt64) throws {
    let files = try ModelWriter.files(for: RandomGraph.make(seed: seed))
    #expect(schema.errors(in: try JSONDocument(files.model)) == [])
  }

  @Test("accepts the model that bad ones are made of")
  func good() throws {
    #expect(schema.errors(in: try JSONDocument(SmallModel.text)) == [])
  }

  @Test("lists the operators of the catalog")
  func operators() throws {
    let graphs = (UInt64(0)..<200).map(RandomGraph.make)
    let used = Set(graphs.flatMap(\.nodes).map { type(of: $0.op).name })
    for name in catalog.map({ $0.name }) {
      let node = "{\"name\": \"n\", \"op\": \"\(name)\", \"inputs\": [], \"outputs\": [], "
      let model = SmallModel.text(["\"nodes\": [\n" => "\"nodes\": [\n\(node)\"attributes\": 0},\n"]
      )
      let errors = schema.errors(in: try JSONDocument(model))
      #expect(!errors.contains { $0.contains(".op:") }, "\(name)")
      #expect(used.contains(name), "\(name) is to be in random graphs")
    }
  }

  /// What of the corpus a schema can see.
  private static let visible = [
    "3 array", "3 string", "7 escaped NUL", "14 1.5", "15 2^63", "16 -0", "17 extent 0",
    "18 extent -1", "21 rank 0", "21 rank 9", "22 unknown type", "23 unknown operator",
    "24 version of an operator", "24 version 0", "25 no inputs", "34 no outputs",
    "38 stride 0", "39 dilation 0", "40 negative padding", "42 groups 0",
    "47 reshape to extent 0", "48 window 0", "50 scale 0", "50 scale negative",
    "50 scale above 2^20",
    "51 zero point 2^31", "60 no format", "60 format 999", "empty name", "long name", "unknown key",
    "unknown attribute", "missing attribute", "wrong type of attribute", "unknown padding",
  ]

  @Test("refuses what is wrong", arguments: visible)
  func refusal(name: String) throws {
    let all = BadModel.texts + BadModel.structures + BadModel.attributes + BadModel.quantizations
    let bad = try #require(all.first { $0.testDescription == name })
    #expect(!schema.errors(in: try JSONDocument(bad.text)).isEmpty)
  }

  @Test("refuses a model that lacks any one attribute, or has one more", arguments: UInt64(0)..<20)
  func attributes(seed: UInt64) throws {
    let graph = RandomGraph.make(seed: seed)
    let model = try JSONDocument(ModelWriter.files(for: graph).model)
    for index in graph.nodes.indices {
      let keys = model.attributes(ofNode: index).keys
      for key in keys {
        #expect(!schema.errors(in: model.settingAttribute(key, ofNode: index, to: nil)).isEmpty)
      }
      let extra = model.settingAttribute("extra", ofNode: index, to: .null)
      #expect(!schema.errors(in: extra).isEmpty)
    }
  }
}

extension JSONDocument {
  fileprivate func attributes(ofNode index: Int) -> [String: JSONDocument] {
    guard case .object(let model) = self, case .array(let nodes) = model["nodes"],
      case .object(let node) = nodes[index], case .object(let attributes) = node["attributes"]
    else { return [:] }
    return attributes
  }

  fileprivate func settingAttribute(_ key: String, ofNode index: Int, to value: JSONDocument?)
    -> JSONDocument
  {
    guard case .object(var model) = self, case .array(var nodes) = model["nodes"],
      case .object(var node) = nodes[index]
    else { return self }
    var attributes = attributes(ofNode: index)
    attributes[key] = value
    node["attributes"] = .object(attributes)
    nodes[index] = .object(node)
    model["nodes"] = .array(nodes)
    return .object(model)
  }
}

@Suite("The validator of JSON Schemas")
struct JSONSchemaTests {
  @Test(
    "tells valid from invalid",
    arguments: [
      ("{\"type\": \"integer\"}", "1.0", "1.5"),
      ("{\"type\": [\"string\", \"null\"]}", "null", "1"),
      ("{\"type\": \"boolean\"}", "true", "1"), ("{\"type\": \"number\"}", "1", "true"),
      ("{\"const\": {\"a\": [1]}}", "{\"a\": [1]}", "{\"a\": [2]}"),
      ("{\"enum\": [1, \"a\"]}", "\"a\"", "\"b\""), ("{\"required\": [\"a\"]}", "{\"a\": 1}", "{}"),
      ("{\"properties\": {\"a\": {\"type\": \"null\"}}}", "{\"b\": 1}", "{\"a\": 1}"),
      (
        "{\"properties\": {\"a\": true}, \"additionalProperties\": false}", "{\"a\": 1}",
        "{\"b\": 1}"
      ),
      ("{\"maxProperties\": 0}", "{}", "{\"a\": 1}"),
      ("{\"items\": {\"minimum\": 3}}", "[3, 4]", "[3, 2]"), ("{\"minItems\": 1}", "[1]", "[]"),
      ("{\"maxItems\": 1}", "[1]", "[1, 2]"), ("{\"uniqueItems\": true}", "[1, 2]", "[1, 1]"),
      ("{\"maximum\": 3}", "3", "4"), ("{\"exclusiveMinimum\": 0}", "0.1", "0"),
      ("{\"minLength\": 2}", "\"é😀\"", "\"é\""), ("{\"maxLength\": 2}", "\"é😀\"", "\"abc\""),
      ("{\"pattern\": \"^a+$\"}", "\"aa\"", "\"ab\""),
      ("{\"not\": {\"type\": \"null\"}}", "1", "null"),
      ("{\"oneOf\": [{\"minimum\": 2}, {\"maximum\": 3}]}", "1", "2"),
      ("{\"allOf\": [{\"minimum\": 2}, {\"maximum\": 3}]}", "2", "1"),
      (
        "{\"if\": {\"minimum\": 2}, \"then\": {\"maximum\": 3}, \"else\": {\"const\": 0}}", "0", "1"
      ),
      ("{\"if\": {\"minimum\": 2}, \"then\": {\"maximum\": 3}}", "1", "4"),
      ("{\"$defs\": {\"a\": {\"type\": \"null\"}}, \"$ref\": \"#/$defs/a\"}", "null", "1"),
    ])
  func keywords(schema: String, valid: String, invalid: String) throws {
    let validator = JSONSchema(try JSONDocument(schema))
    #expect(validator.errors(in: try JSONDocument(valid)) == [])
    #expect(!validator.errors(in: try JSONDocument(invalid)).isEmpty)
  }

  @Test("knows every keyword it passes over")
  func unknownKeyword() throws {
    let validator = JSONSchema(try JSONDocument("{\"minimun\": 3}"))
    #expect(validator.errors(in: .number(4)) == ["$: unknown keyword minimun"])
  }
}
