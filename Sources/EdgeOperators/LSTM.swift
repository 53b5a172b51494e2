private import CEdgeKernels
package import EdgeIR

#if canImport(Glibc)
  private import Glibc
#endif

/// A long short-term memory over sequences `[batch, steps, depth]`, or `[steps, batch, depth]`
/// where `timeMajor`; its hidden state after each step is the output.
///
/// Inputs, where there are four one each for the input, forget, cell and output gate: values, 4
/// weights over them `[units, depth]`, 4 weights over the hidden state `[units, units]`, 4 biases
/// `[units]`, the hidden state, int8 `[batch, units]`, and the cell state, int16 `[batch, units]`.
package struct LSTM: Operator {
  package static let name = "lstm"
  package static let inputCount = 15...15
  package static let variableInputs = [hidden, cell]

  /// The largest magnitude of the cell state; 0 for any.
  package var cellClip: Float
  package var timeMajor: Bool

  package init(cellClip: Float = 0, timeMajor: Bool = false) {
    self.cellClip = cellClip
    self.timeMajor = timeMajor
  }

  private static let inputWeights = 1..<5
  private static let hiddenWeights = 5..<9
  private static let biases = 9..<13
  private static let hidden = 13
  private static let cell = 14

  /// Extents of a node with inputs of these types.
  private struct Size {
    var batch, steps, depth, units: Int
  }

  private func size(_ x: TensorType, _ hidden: TensorType) throws(OperatorError) -> Size {
    guard x.shape.count == 3 else { throw .rank(input: 0, expected: 3...3, found: x.shape.count) }
    let (batch, steps) = timeMajor ? (x.shape[1], x.shape[0]) : (x.shape[0], x.shape[1])
    return Size(batch: batch, steps: steps, depth: x.shape[2], units: hidden.shape.last ?? 1)
  }

  package func outputTypes(for inputs: [TensorType]) throws(OperatorError) -> [TensorType] {
    let size = try size(inputs[0], inputs[Self.hidden])
    guard cellClip >= 0, cellClip.isFinite else {
      throw .mismatch(what: "cellClip", expected: "a number of at least 0", found: "\(cellClip)")
    }
    try requireInt8([inputs[0]])
    let expected =
      Self.inputWeights.map { ($0, ElementType.int8, [size.units, size.depth]) }
      + Self.hiddenWeights.map { ($0, .int8, [size.units, size.units]) }
      + Self.biases.map { ($0, .int32, [size.units]) }
      + [
        (Self.hidden, .int8, [size.batch, size.units]),
        (Self.cell, .int16, [size.batch, size.units]),
      ]
    for (index, element, shape) in expected {
      guard inputs[index].element == element, inputs[index].shape == shape else {
        throw .mismatch(
          what: "input \(index)", expected: "\(element) \(shape)",
          found: "\(inputs[index].element) \(inputs[index].shape)")
      }
    }
    let shape = Array(inputs[0].shape.dropLast()) + [size.units]
    return [TensorType(.int8, shape, inputs[Self.hidden].quantization)]
  }

  package func macs(_ inputs: [TensorType], _ outputs: [TensorType]) -> Int {
    let vectors = inputs[0].elementCount / (inputs[0].shape.last ?? 1)
    let weights = (Self.inputWeights.lowerBound..<Self.hiddenWeights.upperBound).map {
      inputs[$0].elementCount
    }
    return saturatedProduct(vectors, weights.reduce(0, +))
  }

  package func reference(_ inputs: [FloatTensor]) -> [FloatTensor] {
    let units = inputs[Self.hidden].shape[1]
    let (batch, depth) = (inputs[Self.hidden].shape[0], inputs[0].shape[2])
    let steps = inputs[0].shape[timeMajor ? 0 : 1]
    var (hidden, cell) = (inputs[Self.hidden], inputs[Self.cell])
    var result = FloatTensor(shape: Array(inputs[0].shape.dropLast()) + [units])
    for row in 0..<batch {
      let state = row * units..<(row + 1) * units
      for time in 0..<steps {
        let vector = timeMajor ? time * batch + row : row * steps + time
        let x = inputs[0].values[vector * depth..<(vector + 1) * depth]
        let gates = (0..<4).map { gate in
          (0..<units).map { unit in
            inputs[9 + gate].values[unit]
              + dot(x, inputs[1 + gate].values[unit * depth..<(unit + 1) * depth])
              + dot(
                hidden.values[state], inputs[5 + gate].values[unit * units..<(unit + 1) * units])
          }
        }
        for (unit, index) in state.enumerated() {
          let kept = cell.values[index] * sigmoid(gates[1][unit])
          let next = kept + sigmoid(gates[0][unit]) * tanh(gates[2][unit])
          cell.values[index] = cellClip > 0 ? min(max(next, -cellClip), cellClip) : next
          hidden.values[index] = sigmoid(gates[3][unit]) * tanh(cell.values[index])
        }
        result.values.replaceSubrange(
          vector * units..<(vector + 1) * units, with: hidden.values[state])
      }
    }
    return [result, hidden, cell]
  }

  private func dot(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Float {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }

  package func lower(_ inputs: [Tensor], _ outputs: [Tensor]) throws(OperatorError) -> [KernelCall]
  {
    let size = try size(inputs[0].type, inputs[Self.hidden].type)
    var scaling = try Scaling(inputs)
    scaling.params.steps = Int32(size.steps)
    scaling.params.depth = Int32(size.depth)
    scaling.params.units = Int32(size.units)
    if cellClip > 0 {
      scaling.params.cell_limit = Int32(min(Double(cellClip) / Double(scaling.cellScale), 32767))
    }
    return [
      KernelCall(
        kernel: UInt16(er_lstm_s8), inputs: [sequences(size, channels: size.depth)],
        outputs: [
          sequences(size, channels: size.units),
          Self.state(Self.hidden, size.batch, bytes: size.units),
          Self.state(Self.cell, size.batch, bytes: 2 * size.units),
        ], params: members(of: scaling.params), constants: scaling.constants, rows: size.batch,
        windows: [nil])
    ]
  }

  /// A row a sequence, a pixel a step.
  private func sequences(_ size: Size, channels: Int) -> Operand {
    Operand(
      position: 0, pixelBytes: timeMajor ? size.batch * channels : channels,
      rowBytes: timeMajor ? channels : size.steps * channels, rows: size.batch, width: size.steps,
      channels: channels)
  }

  private static func state(_ position: Int, _ rows: Int, bytes: Int) -> Operand {
    var operand = Operand(
      position: position, pixelBytes: bytes, rowBytes: bytes, rows: rows, width: 1,
      channels: bytes)
    operand.isVariable = true
    return operand
  }

  /// The kernel's numbers, as TensorFlow Lite Micro derives them from scales.
  private struct Scaling {
    var params = er_lstm_s8_params()
    var constants: [UInt8]
    let cellScale: Float

    init(_ inputs: [Tensor]) throws(OperatorError) {
      let x = try inputs[0].perTensorQuantization("input")
      let hidden = try inputs[LSTM.hidden].perTensorQuantization("hidden state")
      cellScale = try inputs[LSTM.cell].symmetricScale("cell state")
      constants = []
      for index in LSTM.biases {
        let weights = try inputs[index - 8].symmetricScale("weights")
        try inputs[index].requireBiasScale(x.scale * weights)
        constants += try inputs[index].constantBytes(input: index, "bias")
      }
      for index in LSTM.inputWeights.lowerBound..<LSTM.hiddenWeights.upperBound {
        constants += try inputs[index].constantBytes(input: index, "weights")
      }
      (params.input_offset, params.hidden_zero_point) = (-x.zeroPoint, hidden.zeroPoint)
      params.gates = (
        try Self.gate(0, inputs, x.scale, hidden.scale),
        try Self.gate(1, inputs, x.scale, hidden.scale),
        try Self.gate(2, inputs, x.scale, hidden.scale),
        try Self.gate(3, inputs, x.scale, hidden.scale)
      )
      let forget = Multiplier(0x1p-15 * Double(cellScale) / Double(cellScale))
      (params.forget_multiplier, params.forget_shift) = (forget.value, forget.shift)
      let input = Multiplier(0x1p-30 / Double(cellScale))
      (params.input_multiplier, params.input_shift) = (input.value, input.shift)
      let output = Multiplier(0x1p-30 / Double(hidden.scale))
      (params.hidden_multiplier, params.hidden_shift) = (output.value, output.shift)
      let power = Int32(log2(Double(cellScale)).rounded(.toNearestOrAwayFromZero)) + 12
      guard (-30...12).contains(power) else {
        throw .unsupported(
          what: "scale of the cell state", expected: "2^-42 to 1", found: "\(cellScale)")
      }
      params.tanh_multiplier = 3 << max(power, 0)
      params.tanh_shift = max(-power, 0)
    }

    /// To Q3.12.
    private static func gate(_ gate: Int, _ inputs: [Tensor], _ x: Float, _ hidden: Float)
      throws(OperatorError) -> er_lstm_gate
    {
      let input = try inputs[1 + gate].symmetricScale("weights")
      let recurrent = try inputs[5 + gate].symmetricScale("weights")
      let first = Multiplier(Double(x * input) / 0x1p-12)
      let second = Multiplier(Double(hidden * recurrent) / 0x1p-12)
      return er_lstm_gate(
        input_multiplier: first.value, input_shift: first.shift,
        hidden_multiplier: second.value, hidden_shift: second.shift)
    }
  }
}
