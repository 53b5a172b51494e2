private import CEdgeKernels
package import EdgeIR

/// The mean of an image whose running sum, int32 `[1, H, 1, C]`, is the input: C int8. No file
/// holds it.
package struct MeanOfSum: Operator {
  package static let name = "mean_of_sum"
  package static let inputCount = 1...1

  /// How a sum becomes a mean.
  package enum Division: Hashable, Sendable, Codable {
    /// As average pooling does: the quotient, rounded half away from zero.
    case quotient(Activation)
    /// As a mean does: requantised from this scale.
    case requantized(fromScale: Float)
  }

  /// Elements of the sum.
  package var count: Int
  package var division: Division
  /// Of the output: extents of 1 around C.
  package var shape: [Int]

  package init(count: Int, division: Division, shape: [Int]) {
    self.count = count
    self.division = division
    self.shape = shape
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    let channels = try requireImage(inputs, input: 0)[3]
    guard inputs[0].element == .int32, count >= 1, shape.reduce(1, *) == channels else {
      throw .mismatch(
        what: "input 0", expected: "int32 sums of \(shape)", found: "\(inputs[0])")
    }
    return [TensorType(.int8, shape)]
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let channels = inputs[0].shape[3]
    let mean = FloatTensor(
      shape: shape,
      values: inputs[0].values.suffix(channels).map { $0 / Float(count) })
    if case .quotient(let activation) = division { return [activation.reference(mean)] }
    return [mean]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let (x, y) = (FeatureShape(inputs[0]), FeatureShape(outputs[0]))
    let output = try outputs[0].perTensorQuantization("output")
    var params = er_mean_of_sum_s8_params()
    (params.row, params.channels) = (Int32(x.rows - 1), Int32(y.channels))
    (params.activation_min, params.activation_max) = (-128, 127)
    switch division {
    case .quotient(let activation):
      let range = activation.range(scale: output.scale, zeroPoint: output.zeroPoint)
      (params.count, params.activation_min, params.activation_max) = (
        Int32(count), range.min, range.max
      )
    case .requantized(let scale):
      let multiplier = Multiplier(Double(scale) / Double(output.scale)).divided(by: count)
      (params.multiplier, params.shift) = (multiplier.value, multiplier.shift)
      params.output_offset = output.zeroPoint
    }
    let last = AxisWindow(stride: 1, before: 1 - x.rows, span: 1)
    return [
      KernelCall(
        kernel: UInt16(er_mean_of_sum_s8), inputs: [x.operand(0)], outputs: [y.operand(0)],
        params: members(of: params), rows: 1, windows: [InputWindow(rows: last)])
    ]
  }
}

/// An operator that may be the mean of whole images.
package protocol ImageMean: Operator {
  /// The same as a running sum and what makes the mean of it; nil where these attributes mean
  /// something else.
  func running(over input: TensorType, to output: TensorType) -> (RunningSum, MeanOfSum)?
}

extension Mean: ImageMean {
  package func running(over input: TensorType, to output: TensorType) -> (RunningSum, MeanOfSum)? {
    let shape = input.shape
    guard shape.count == 4, shape[0] == 1, Set(axes.map { $0 < 0 ? $0 + 4 : $0 }) == [1, 2],
      let scale = input.quantization?.scales[0]
    else { return nil }
    let mean = MeanOfSum(
      count: shape[1] * shape[2], division: .requantized(fromScale: scale), shape: output.shape)
    return (RunningSum(isCentered: true), mean)
  }
}

extension AveragePool2D: ImageMean {
  package func running(over input: TensorType, to output: TensorType) -> (RunningSum, MeanOfSum)? {
    let shape = input.shape
    guard shape[0] == 1, output.shape[1] == 1, output.shape[2] == 1,
      coversImage(shape)
    else { return nil }
    let mean = MeanOfSum(
      count: shape[1] * shape[2], division: .quotient(activation), shape: output.shape)
    return (RunningSum(isCentered: false), mean)
  }
}
