import ArgumentParser
import EdgeFormats
import EdgeIR
import EdgeOperators
import Foundation

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Write a model as another kind of file.",
    discussion: """
      A .json has its weights in a .safetensors of the same name beside it. A .tflite lists the \
      operators in the planned order, whole tensors, and carries the offsets of all tensors, which \
      TensorFlow Lite Micro uses as they are.
      """)

  @Argument(help: "A model.json or a .tflite file, or - for standard input.")
  var model: String

  @Option(name: .shortAndLong, help: "The file to write: its extension, .json or .tflite, decides.")
  var output: String

  /// What the output's extension asks for.
  private enum Kind: String { case json, tflite }

  private var kind: Kind? {
    Kind(rawValue: URL(fileURLWithPath: output).pathExtension.lowercased())
  }

  func validate() throws {
    guard kind == nil else { return }
    throw ValidationError(
      "--output: expected a name that ends in .json or .tflite, found \(output)")
  }

  func run() throws {
    try Console.report(file: model, json: false) {
      let model = try ModelFile.read(path: self.model, operators: catalog)
      for warning in model.warnings { Console.note(warning) }
      switch kind {
      case .tflite: try writeTFLite(model)
      case .json, nil: try writeJSON(model)
      }
    }
  }

  private func writeTFLite(_ model: ImportedModel) throws {
    let target = try OutputFile(output, sparing: model.sources(self.model))
    guard !model.graph.hasMissingContents else { throw Failure.missingWeights(file: self.model) }
    let file = try TFLiteWriter.file(for: model.graph, from: model.places)
    for warning in file.warnings { Console.note(warning) }
    try target.write(Data(file.bytes))
  }

  /// The model's text takes its place last: it names the digest of the weights.
  private func writeJSON(_ model: ImportedModel) throws {
    let weights = String(output.dropLast(Kind.json.rawValue.count)) + "safetensors"
    let sources = model.sources(self.model)
    let targets = (
      weights: try OutputFile(weights, sparing: sources),
      model: try OutputFile(output, sparing: sources)
    )
    let files = try ModelWriter.files(
      for: model.graph, weightsPath: URL(fileURLWithPath: weights).lastPathComponent)
    var contents = [(targets.model, Data(files.model))]
    if let bytes = files.weights { contents.insert((targets.weights, Data(bytes)), at: 0) }
    try OutputFile.write(contents)
  }
}
