import EdgeIR
import EdgeOperators
import EdgeTestSupport

/// Graphs of one node, with random contents.
struct TestGraph {
  var graph: Graph

  /// - Parameters:
  ///   - inputs: types of the computed inputs.
  ///   - constants: types of the constant inputs that follow them.
  ///   - output: quantisation of the output, where the operator leaves it open.
  init(
    _ op: any Operator, inputs: [TensorType], constants: [TensorType] = [],
    output: Quantization? = nil, seed: UInt64 = 1
  ) throws(OperatorError) {
    var random = SeededGenerator(seed: seed)
    let fed = inputs.enumerated().map { Tensor(name: "x\($0)", type: $1) }
    let held = constants.enumerated().map { index, type in
      Tensor(
        name: "c\(index)", type: type,
        contents: .bytes(Self.contents(of: type, &random)))
    }
    let results = try op.outputTypes(for: inputs + constants).enumerated().map { index, type in
      Tensor(
        name: "y\(index)",
        type: TensorType(type.element, type.shape, type.quantization ?? output))
    }
    let tensors = fed + held + results
    let ids = tensors.indices.map(TensorID.init)
    let operands = Array(ids.prefix(fed.count + held.count))
    let outputs = Array(ids.suffix(results.count))
    graph = Graph(
      name: type(of: op).name, tensors: tensors,
      nodes: [Node(name: "node", op: op, inputs: operands, outputs: outputs)],
      inputs: Array(ids.prefix(fed.count)), outputs: outputs)
  }

  /// Any int8 but -128; int32 small enough that no accumulator overflows.
  private static func contents(of type: TensorType, _ random: inout SeededGenerator) -> [UInt8] {
    (0..<type.elementCount).flatMap { _ -> [UInt8] in
      guard type.element == .int32 else {
        return [UInt8(bitPattern: Int8(random.int(-127...127)))]
      }
      let value = Int32(random.int(-2000...2000))
      return (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
  }
}

extension TensorType {
  /// int8 with one scale.
  static func quantized(_ shape: [Int], _ scale: Float, _ zeroPoint: Int32 = 0) -> TensorType {
    TensorType(.int8, shape, Quantization(scale: scale, zeroPoint: zeroPoint))
  }
}
