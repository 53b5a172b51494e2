private import CEdgeKernels
package import EdgeIR

/// A layer of filters of limited rank over time, which keep their latest responses in a variable.
///
/// Inputs: values `[batch, depth]`, weights over them `[filters, depth]`, weights over time
/// `[filters, memory]`, the state `[batch, filters * memory]`, oldest response first, and
/// optionally a bias `[filters / rank]`, which gives the output's channels. State and weights over
/// time are both int8 or both int16.
package struct SVDF: Operator {
  package static let name = "svdf"
  package static let inputCount = 4...5
  package static let variableInputs = [3]

  /// How many filters make a channel of the output.
  package var rank: Int

  package init(rank: Int) { self.rank = rank }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    try requireInt8(Array(inputs.prefix(2)))
    for (index, type) in inputs.prefix(4).enumerated() where type.shape.count != 2 {
      throw .rank(input: index, expected: 2...2, found: type.shape.count)
    }
    let (batch, filters) = (inputs[0].shape[0], inputs[1].shape[0])
    guard rank > 0, filters % rank == 0 else {
      throw .mismatch(
        what: "rank", expected: "a divisor of the \(filters) filters", found: "\(rank)")
    }
    guard [.int8, .int16].contains(inputs[3].element) else {
      throw .unsupported(what: "state", expected: "int8 or int16", found: "\(inputs[3].element)")
    }
    try require(inputs[1], "weights", .int8, [filters, inputs[0].shape[1]])
    let memory = inputs[2].shape[1]
    try require(inputs[2], "weights over time", inputs[3].element, [filters, memory])
    try require(inputs[3], "state", inputs[3].element, [batch, filters * memory])
    if inputs.count > 4 { try require(inputs[4], "bias", .int32, [filters / rank]) }
    return [TensorType(.int8, [batch, filters / rank])]
  }

  private func require(
    _ type: TensorType, _ what: String, _ element: ElementType, _ shape: [Int]
  ) throws(OperatorError) {
    guard type.element == element, type.shape == shape else {
      throw .mismatch(
        what: what, expected: "\(element) \(shape)", found: "\(type.element) \(type.shape)")
    }
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let (batch, depth) = (inputs[0].shape[0], inputs[0].shape[1])
    let (filters, memory) = (inputs[2].shape[0], inputs[2].shape[1])
    let bias = inputs.count > 4 ? inputs[4].values : []
    var state = inputs[3]
    var result = FloatTensor(shape: [batch, filters / rank])
    for row in 0..<batch {
      for filter in 0..<filters {
        let history = (row * filters + filter) * memory..<(row * filters + filter + 1) * memory
        let response = (0..<depth).reduce(Float(0)) { sum, index in
          sum + inputs[0].values[row * depth + index] * inputs[1].values[filter * depth + index]
        }
        let responses = Array(state.values[history].dropFirst()) + [response]
        state.values.replaceSubrange(history, with: responses)
        let recalled = zip(responses, inputs[2].values[filter * memory..<(filter + 1) * memory])
          .reduce(Float(0)) { $0 + $1.0 * $1.1 }
        result.values[(row * filters + filter) / rank] += recalled
      }
      for (unit, value) in bias.enumerated() { result.values[row * bias.count + unit] += value }
    }
    return [result, state]
  }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let x = try inputs[0].perTensorQuantization("input")
    let features = try inputs[1].symmetricScale("weights")
    let time = try inputs[2].symmetricScale("weights over time")
    let state = try inputs[3].perTensorQuantization("state")
    let y = try outputs[0].perTensorQuantization("output")
    // TensorFlow Lite Micro computes both ratios in float.
    let first = Multiplier(Double(x.scale * features / state.scale))
    let second = Multiplier(Double(state.scale * time / y.scale))
    let (filters, memory) = (inputs[2].type.shape[0], inputs[2].type.shape[1])
    let (batch, depth) = (inputs[0].type.shape[0], inputs[0].type.shape[1])
    let params = er_svdf_s8_params(
      depth: Int32(depth), filters: Int32(filters), rank: Int32(rank), memory: Int32(memory),
      state_element: inputs[3].type.element.kernelElement ?? 0, input_offset: -x.zeroPoint,
      state_zero_point: state.zeroPoint, state_multiplier: first.value, state_shift: first.shift,
      output_offset: y.zeroPoint, output_multiplier: second.value, output_shift: second.shift)
    var kept = Self.vectors(batch, bytes: inputs[3].type.bytes / batch, position: 3)
    kept.isVariable = true
    return [
      KernelCall(
        kernel: UInt16(er_svdf_s8), inputs: [Self.vectors(batch, bytes: depth)],
        outputs: [Self.vectors(batch, bytes: filters / rank), kept], params: members(of: params),
        constants: try constants(inputs, scale: state.scale * time), rows: batch,
        windows: [.rowByRow])
    ]
  }

  private static func vectors(_ count: Int, bytes: Int, position: Int = 0) -> Operand {
    Operand(
      position: position, pixelBytes: bytes, rowBytes: bytes, rows: count, width: 1,
      channels: bytes)
  }

  private func constants(_ inputs: [Tensor], scale: Float) throws(OperatorError) -> [UInt8] {
    let units = inputs[1].type.shape[0] / rank
    var bias = bytes(of: Array(repeating: 0, count: units))
    if inputs.count > 4 {
      try inputs[4].requireBiasScale(scale)
      bias = try inputs[4].constantBytes(input: 4, "bias")
    }
    return bias + (try inputs[2].constantBytes(input: 2, "weights over time"))
      + (try inputs[1].constantBytes(input: 1, "weights"))
  }

  package func macs(_ inputs: [TensorType], _ outputs: [TensorType]) -> Int {
    saturatedProduct(inputs[0].shape[0], inputs[1].elementCount + inputs[2].elementCount)
  }
}
