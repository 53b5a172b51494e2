private import CEdgeKernels
package import EdgeIR
private import EdgeReference

/// The bias and the weighted sums of the rows of one image `[1, H, W, C]` from the first on, with
/// weights `[units, H * W * C]`: int32 `[1, H, 1, units]`, of which the last row is what a fully
/// connected layer requantises. What such a layer becomes where its input comes row by row; no file
/// holds it.
package struct RunningDot: Operator {
  package static let name = "running_dot"
  package static let inputCount = 2...3

  package init() {}

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    let shape = try requireImage(inputs, input: 0)
    let units = inputs[1].shape[0]
    try requireWeights(inputs, shape: [units, shape.reduce(1, *)], channels: units)
    guard shape[0] == 1 else {
      throw .mismatch(what: "input 0", expected: "one image", found: "\(shape)")
    }
    return [TensorType(.int32, [1, shape[1], 1, units])]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let (shape, units) = (inputs[0].shape, inputs[1].shape[0])
    let rowLength = shape[2] * shape[3]
    var sums = FloatTensor(shape: [1, shape[1], 1, units])
    for unit in 0..<units {
      var sum = inputs.count > 2 ? inputs[2].values[unit] : 0
      for row in 0..<shape[1] {
        for index in row * rowLength..<(row + 1) * rowLength {
          sum += inputs[0].values[index] * inputs[1].values[unit * inputs[1].shape[1] + index]
        }
        sums.values[row * units + unit] = sum
      }
    }
    return [sums]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let (x, y) = (FeatureShape(inputs[0]), FeatureShape(outputs[0]))
    let sum = try FullyConnected().weightedSum(inputs, outputs[0].scaled)
    let params = er_running_dot_s8_params(
      rows: Int32(x.rows), width: Int32(x.width), channels: Int32(x.channels),
      units: Int32(inputs[1].type.shape[0]), input_offset: sum.inputOffset)
    var call = KernelCall(
      kernel: UInt16(er_running_dot_s8), inputs: [x.operand(0)], outputs: [y.operand(0)],
      params: members(of: params),
      constants: bytes(of: sum.bias) + sum.weights.map { UInt8(bitPattern: $0) }, rows: y.rows,
      windows: [.rowByRow])
    call.readsRowBefore = true
    return [call]
  }

  package func macs(_ inputs: [TensorType], _ outputs: [TensorType]) -> Int {
    saturatedProduct(inputs[0].elementCount, inputs[1].shape[0])
  }
}

extension FullyConnected {
  /// The same as running sums and what requantises them; nil where the input is not one vector.
  ///
  /// - Parameters:
  ///   - inputs: x, weights, and optionally bias.
  ///   - image: what x is the elements of, in the same order.
  package func running(over image: TensorType, _ inputs: [Tensor], to output: TensorType)
    -> (RunningDot, RequantizeSums)?
  {
    guard image.shape.count == 4, image.shape[0] == 1, image.shape[1] > 1,
      inputs[1].type.shape.last == image.elementCount,
      let x = image.quantization?.scales.first, let weights = inputs[1].type.quantization
    else { return nil }
    let scales = WeightedSum.scales(
      x, weights, channels: inputs[1].type.shape[0], singleProduct: Self.roundsScaleProduct)
    let requantize = RequantizeSums(scales: scales, activation: activation, shape: output.shape)
    return (RunningDot(), requantize)
  }
}
