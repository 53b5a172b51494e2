private import CEdgeKernels
package import EdgeIR
private import EdgeReference

/// `y = W x + b`: the input, flattened to vectors as long as a row of the weights
/// `[units, depth]`, gives `[vectors, units]`, or with `keepDimensions` the input's shape with its
/// last axis replaced. The bias `[units]` is optional.
package struct FullyConnected: Operator {
  package static let name = "fully_connected"
  package static let inputCount = 2...3

  package var activation: Activation
  package var keepDimensions: Bool

  package init(activation: Activation = .none, keepDimensions: Bool = false) {
    self.activation = activation
    self.keepDimensions = keepDimensions
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try activation.check()
    let weights = inputs[1].shape
    guard weights.count == 2 else { throw .rank(input: 1, expected: 2...2, found: weights.count) }
    try requireWeights(inputs, shape: weights, channels: weights[0])
    let shape = inputs[0].shape
    guard inputs[0].elementCount % weights[1] == 0, !keepDimensions || shape.last == weights[1]
    else {
      throw .mismatch(
        what: "input 0", expected: "vectors of \(weights[1]) elements", found: "shape \(shape)")
    }
    let vectors = inputs[0].elementCount / weights[1]
    return [TensorType(.int8, (keepDimensions ? shape.dropLast() : [vectors]) + [weights[0]])]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let (units, depth) = (inputs[1].shape[0], inputs[1].shape[1])
    let vectors = inputs[0].values.count / depth
    var product = multiplyTransposed(
      inputs[0].values, inputs[1].values, rows: vectors, columns: units, depth: depth)
    if inputs.count > 2 {
      for index in product.indices { product[index] += inputs[2].values[index % units] }
    }
    let shape = (keepDimensions ? inputs[0].shape.dropLast() : [vectors]) + [units]
    return [activation.reference(FloatTensor(shape: shape, values: product))]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let (units, depth) = (inputs[1].type.shape[0], inputs[1].type.shape[1])
    let vectors = inputs[0].type.elementCount / depth
    let sum = try weightedSum(inputs, outputs[0])
    let params = er_fully_connected_s8_params(
      depth: Int32(depth), units: Int32(units), input_offset: sum.inputOffset,
      output_offset: sum.outputOffset, activation_min: sum.activation.min,
      activation_max: sum.activation.max)
    return [
      KernelCall(
        kernel: UInt16(er_fully_connected_s8), inputs: [Self.vectors(vectors, of: depth)],
        outputs: [Self.vectors(vectors, of: units)], params: members(of: params),
        constants: sum.constants, rows: vectors, windows: [.identity])
    ]
  }

  private static func vectors(_ count: Int, of length: Int) -> Operand {
    Operand(
      position: 0, pixelBytes: length, rowBytes: length, rows: count, width: 1, channels: length)
  }

  package func macs(_ inputs: [TensorType], _ outputs: [TensorType]) -> Int {
    saturatedProduct(inputs[0].elementCount, inputs[1].shape[0])
  }
}
