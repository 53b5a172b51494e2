import EdgeIR
import EdgeOperators
import EdgeReference
import Testing

@Suite struct FloatInterpreterTests {
  @Test func `a quantised tensor saturates at the ends of its range`() {
    let type = TensorType(.int8, [1, 3], Quantization(scale: 0.5, zeroPoint: -128))
    let graph = Graph(
      name: "saturation",
      tensors: [
        Tensor(name: "x", type: TensorType(.int8, [1, 3], Quantization(scale: 1, zeroPoint: 0))),
        Tensor(name: "y", type: type),
      ],
      nodes: [
        Node(name: "r", op: Requantize(), inputs: [TensorID(0)], outputs: [TensorID(1)])
      ], inputs: [TensorID(0)], outputs: [TensorID(1)])
    let values = FloatInterpreter(graph).run([FloatTensor(shape: [1, 3], values: [-5, 3, 200])])
    #expect(values[TensorID(1)]?.values == [0, 3, 127.5])
  }
}
