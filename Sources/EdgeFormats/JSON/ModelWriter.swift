package import EdgeIR
internal import Foundation

/// Writes `edgerun.model/1`: one line a tensor, one line a node, so that models can be diffed.
package enum ModelWriter {
  /// The two files of a model.
  package struct Files: Hashable, Sendable {
    package var model: [UInt8]
    /// Nil where a constant's contents are missing, or there is none.
    package var weights: [UInt8]?
  }

  /// - Parameter weightsPath: The weights' path from the model's folder.
  /// - Throws: what JSON cannot express: an attribute that is not a finite number.
  package static func files(for graph: Graph, weightsPath: String = "weights.safetensors")
    throws(EncodingError) -> Files
  {
    let weights = weights(of: graph)
    var members = ["\"format\": \(ModelReader.version.jsonQuoted)"]
    members.append("\"name\": \(graph.name.jsonQuoted)")
    if let weights {
      let digest = FileReader.sha256(weights).jsonQuoted
      members.append("\"weights\": {\"file\": \(weightsPath.jsonQuoted), \"sha256\": \(digest)}")
    }
    members.append("\"inputs\": \(names(graph.inputs, graph))")
    members.append("\"outputs\": \(names(graph.outputs, graph))")
    members.append("\"tensors\": \(lines(graph.tensors.map(line)))")
    var nodes: [String] = []
    for node in graph.nodes { nodes.append(try line(node, graph)) }
    members.append("\"nodes\": \(lines(nodes))")
    let text = "{\n  " + members.joined(separator: ",\n  ") + "\n}\n"
    return Files(model: Array(text.utf8), weights: weights)
  }

  private static func weights(of graph: Graph) -> [UInt8]? {
    let entries = graph.tensors.compactMap { tensor -> Safetensors.Entry? in
      guard case .bytes(let bytes) = tensor.contents else { return nil }
      return .init(
        name: tensor.name, element: tensor.type.element, shape: tensor.type.shape, bytes: bytes)
    }
    return entries.isEmpty || graph.hasMissingContents
      ? nil : Safetensors(entries: entries).encoded
  }

  private static func lines(_ elements: [String]) -> String {
    elements.isEmpty ? "[]" : "[\n    " + elements.joined(separator: ",\n    ") + "\n  ]"
  }

  private static func names(_ ids: [TensorID], _ graph: Graph) -> String {
    "[" + ids.map { graph[$0].name.jsonQuoted }.joined(separator: ", ") + "]"
  }

  private static func line(_ tensor: Tensor) -> String {
    var members = ["\"name\": \(tensor.name.jsonQuoted)", "\"shape\": \(tensor.type.shape)"]
    members.append("\"type\": \(tensor.type.element.rawValue.jsonQuoted)")
    if tensor.isConstant { members.append("\"constant\": true") }
    if tensor.isVariable { members.append("\"variable\": true") }
    if let quantization = tensor.type.quantization {
      members.append("\"quantization\": \(object(quantization))")
    }
    return "{" + members.joined(separator: ", ") + "}"
  }

  private static func object(_ quantization: Quantization) -> String {
    guard let axis = quantization.axis else {
      return "{\"scale\": \(quantization.scales[0]), \"zeroPoint\": \(quantization.zeroPoints[0])}"
    }
    let isSymmetric = quantization.zeroPoints.allSatisfy { $0 == 0 }
    let zeroPoints = isSymmetric ? "" : ", \"zeroPoints\": \(quantization.zeroPoints)"
    return "{\"scales\": \(quantization.scales), \"axis\": \(axis)\(zeroPoints)}"
  }

  private static func line(_ node: Node, _ graph: Graph) throws(EncodingError) -> String {
    var members = ["\"name\": \(node.name.jsonQuoted)"]
    members.append("\"op\": \(type(of: node.op).name.jsonQuoted)")
    members.append("\"inputs\": \(names(node.inputs, graph))")
    members.append("\"outputs\": \(names(node.outputs, graph))")
    let attributes = try attributes(of: node.op)
    if attributes != "{}" { members.append("\"attributes\": \(attributes)") }
    return "{" + members.joined(separator: ", ") + "}"
  }

  private static func attributes(of op: any Operator) throws(EncodingError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(op), as: UTF8.self)
    } catch let error as EncodingError {
      throw error
    } catch {
      throw .invalidValue(op, .init(codingPath: [], debugDescription: "\(error)"))
    }
  }
}
