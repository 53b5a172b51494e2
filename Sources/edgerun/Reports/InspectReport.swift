import EdgeFormats
import EdgeIR

/// `edgerun.inspect/1`, and the same for people.
struct InspectReport: Encodable {
  struct Operator: Encodable {
    var name: String
    var op: String
    var inputs: [String]
    var outputs: [String]
    var macs: Int
    var weightsBytes: Int
  }

  struct Tensor: Encodable {
    enum Kind: String, Encodable { case input, output, tensor, constant, variable }
    var name: String
    var type: String
    var shape: [Int]
    var bytes: Int
    var kind: Kind
    var scales: [Float]
    var zeroPoints: [Int32]
    var axis: Int?
  }

  let format = "edgerun.inspect/1"
  var model: String
  var modelSHA256: String
  var macs: Int
  var weightsBytes: Int
  var operators: [Operator]
  var tensors: [Tensor]

  init(_ imported: ImportedModel) {
    let graph = imported.graph
    model = graph.name
    modelSHA256 = imported.sha256
    macs = graph.macs
    weightsBytes = graph.weightsBytes
    operators = graph.nodes.map { node in
      let weights = node.inputs.filter { graph[$0].isConstant }
      return Operator(
        name: node.name, op: type(of: node.op).name, inputs: node.inputs.map { graph[$0].name },
        outputs: node.outputs.map { graph[$0].name },
        macs: node.op.macs(graph.types(node.inputs), graph.types(node.outputs)),
        weightsBytes: graph.types(weights).map(\.bytes).reduce(0, +))
    }
    let (fed, read) = (Set(graph.inputs), Set(graph.outputs))
    tensors = graph.tensors.enumerated().map { index, tensor in
      let id = TensorID(index)
      let quantization = tensor.type.quantization
      return Tensor(
        name: tensor.name, type: tensor.type.element.rawValue, shape: tensor.type.shape,
        bytes: tensor.type.bytes,
        kind: tensor.isConstant
          ? .constant
          : tensor.isVariable
            ? .variable : fed.contains(id) ? .input : read.contains(id) ? .output : .tensor,
        scales: quantization?.scales ?? [], zeroPoints: quantization?.zeroPoints ?? [],
        axis: quantization?.axis)
    }
  }

  var lines: [String] {
    let outputs = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0) })
    let width = max(operators.map(\.name.count).max() ?? 0, 4) + 2
    let rows = operators.map { node in
      let produced = node.outputs.compactMap { outputs[$0] }.map(description)
      return node.name.padded(to: width) + node.op.padded(to: 18)
        + grouped(node.macs).rightAligned(to: 12)
        + grouped(node.weightsBytes).rightAligned(to: 10) + "  "
        + produced.joined(separator: "; ")
    }
    let fed = tensors.filter { $0.kind == .input }.map { "input \($0.name): \(description($0))" }
    return [
      "\(model): \(operators.count) operators, \(tensors.count) tensors, "
        + "\(grouped(macs)) MACs, \(grouped(weightsBytes)) bytes of weights"
    ] + fed + [
      "node".padded(to: width) + "operator".padded(to: 18) + "MACs".rightAligned(to: 12)
        + "weights".rightAligned(to: 10) + "  output"
    ] + rows
  }

  private func description(_ tensor: Tensor) -> String {
    let scale = tensor.scales.first.map { ", scale \($0), zero point \(tensor.zeroPoints[0])" }
    return "\(tensor.type) \(tensor.shape)" + (scale ?? "")
  }
}
