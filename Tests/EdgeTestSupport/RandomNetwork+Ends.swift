internal import EdgeIR
import EdgeOperators

extension RandomNetwork {
  /// Quantises every input and dequantises every output.
  mutating func addRealEnds() {
    var quantizing: [Node] = []
    for (index, id) in graph.inputs.enumerated() {
      let real = append(
        Tensor(name: "real\(index)", type: TensorType(.float32, graph[id].type.shape)))
      quantizing.append(
        Node(
          name: "input\(index).quantize", op: Quantize(element: .int8), inputs: [real],
          outputs: [id]))
      graph.inputs[index] = real
    }
    graph.nodes.insert(contentsOf: quantizing, at: 0)
    for (index, id) in graph.outputs.enumerated() where graph[id].type.element == .int8 {
      let real = append(
        Tensor(name: "answer\(index)", type: TensorType(.float32, graph[id].type.shape)))
      graph.nodes.append(
        Node(name: "output\(index).dequantize", op: Dequantize(), inputs: [id], outputs: [real]))
      graph.outputs[index] = real
    }
  }
}
