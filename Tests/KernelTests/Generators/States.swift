import CEdgeKernels
import EdgeTestSupport

/// Kernels that keep something from call to call.
extension KernelGenerator {
  static func svdf(_ random: inout SeededGenerator) -> KernelCase {
    let (batch, depth) = (random.int(1...3), random.int(1...random.pick(8, 70)))
    let (units, rank, memory) = (random.int(1...4), random.int(1...3), random.int(1...9))
    let (filters, isWide) = (units * rank, random.oneIn(2))
    let bytesEach = isWide ? 2 : 1
    let offset = -random.zeroPoint()
    let zeroPoint = isWide ? 0 : random.zeroPoint()
    let stage = OutputStage(offset: random.zeroPoint())
    let first = Multiplier.random(shifts: -12...(-4), using: &random)
    let second = Multiplier.random(shifts: isWide ? -20...(-12) : -12...(-4), using: &random)
    let params = er_svdf_s8_params(
      depth: Int32(depth), filters: Int32(filters), rank: Int32(rank), memory: Int32(memory),
      state_element: Int32(isWide ? ER_INT16 : ER_INT8), input_offset: offset,
      state_zero_point: zeroPoint, state_multiplier: first.q31, state_shift: first.shift,
      output_offset: stage.offset, output_multiplier: second.q31, output_shift: second.shift)
    let bias = (0..<units).map { _ in Int32(random.int(-9999...9999)) }
    let time = FeatureMap(
      Shape(height: filters, width: 1, channels: memory * bytesEach), using: &random)
    let features = random.int8s(filters * depth)
    let input = FeatureMap(
      Shape(images: batch, height: 1, width: 1, channels: depth), using: &random)
    let state = FeatureMap(
      Shape(images: batch, height: 1, width: 1, channels: filters * memory * bytesEach),
      using: &random)
    let output = Shape(images: batch, height: 1, width: 1, channels: units)
    let range = isWide ? -32768...32767 : -128...127
    let compute = { () -> (FeatureMap, FeatureMap) in
      let weights = time.elements(of: bytesEach)
      var history = state.elements(of: bytesEach)
      var result = FeatureMap(output, filledWith: 0)
      for row in 0..<batch {
        var sums = bias
        for filter in 0..<filters {
          let response = (0..<depth).reduce(Int32(0)) { sum, i in
            sum + (Int32(input[row, 0, 0, i]) + offset) * Int32(features[filter * depth + i])
          }
          let newest = Int(first(response)) + Int(zeroPoint)
          let start = (row * filters + filter) * memory
          history.remove(at: start)
          history.insert(
            min(max(newest, range.lowerBound), range.upperBound), at: start + memory - 1)
          for i in 0..<memory {
            let product = (history[start + i] - Int(zeroPoint)) * weights[filter * memory + i]
            sums[filter / rank] &+= Int32(truncatingIfNeeded: product)
          }
        }
        for unit in 0..<units { result[row, 0, 0, unit] = stage(sums[unit], second) }
      }
      return (result, FeatureMap(state.shape, elements: history.map(Int64.init)))
    }
    return KernelCase(
      operands: [Operand(input)], output: output,
      constants: bytes(of: bias) + bytes(of: time.values) + bytes(of: features),
      params: bytes(of: params), states: [state], expectedStates: { [compute().1] },
      expected: { compute().0 })
  }

  static func lstm(_ random: inout SeededGenerator) -> KernelCase {
    let lstm = RandomLSTM(&random)
    return KernelCase(
      operands: [Operand(lstm.input, rows: { $0..<$0 + 1 })], output: lstm.output,
      constants: lstm.constants, params: bytes(of: lstm.params), states: [lstm.hidden, lstm.cell],
      expectedStates: { lstm.computed().states }, expected: { lstm.computed().output })
  }
}

private struct RandomLSTM {
  let input, hidden, cell: FeatureMap
  let output: Shape
  let params: er_lstm_s8_params
  private let units, depth, steps: Int
  private let bias: [Int32]
  private let inputWeights, hiddenWeights: [Int8]
  /// By gate, of the input and the hidden state.
  private let gates: [(Multiplier, Multiplier)]
  private let forget, fresh, shown: Multiplier

  init(_ random: inout SeededGenerator) {
    let batch = random.int(1...3)
    (units, depth, steps) = (random.int(1...6), random.int(1...9), random.int(1...5))
    input = FeatureMap(
      Shape(images: batch, height: 1, width: steps, channels: depth), using: &random)
    output = Shape(images: batch, height: 1, width: steps, channels: units)
    hidden = FeatureMap(Shape(images: batch, height: 1, width: 1, channels: units), using: &random)
    cell = FeatureMap(
      Shape(images: batch, height: 1, width: 1, channels: 2 * units), using: &random)
    bias = (0..<4 * units).map { _ in Int32(random.int(-9999...9999)) }
    inputWeights = random.int8s(4 * units * depth)
    hiddenWeights = random.int8s(4 * units * units)
    gates = (0..<4).map { _ in
      (
        Multiplier.random(shifts: -6...0, using: &random),
        Multiplier.random(shifts: -6...0, using: &random)
      )
    }
    let power = random.int(-15...(-9))
    forget = Multiplier(0x1p-15)
    fresh = Multiplier(0x1p-30 / (power < -12 ? 0x1p-13 : 0x1p-11))
    shown = Multiplier.random(shifts: -25...(-22), using: &random)
    let codes = gates.map {
      er_lstm_gate(
        input_multiplier: $0.q31, input_shift: $0.shift, hidden_multiplier: $1.q31,
        hidden_shift: $1.shift)
    }
    params = er_lstm_s8_params(
      steps: Int32(steps), depth: Int32(depth), units: Int32(units),
      input_offset: -random.zeroPoint(), hidden_zero_point: random.zeroPoint(),
      gates: (codes[0], codes[1], codes[2], codes[3]), forget_multiplier: forget.q31,
      forget_shift: forget.shift, input_multiplier: fresh.q31, input_shift: fresh.shift,
      hidden_multiplier: shown.q31, hidden_shift: shown.shift,
      cell_limit: random.oneIn(3) ? Int32(random.int(1...32767)) : 0,
      tanh_multiplier: 3 << Int32(max(power + 12, 0)), tanh_shift: Int32(max(-power - 12, 0)))
  }

  var constants: [UInt8] { bytes(of: bias) + bytes(of: inputWeights) + bytes(of: hiddenWeights) }

  private func narrow(_ x: Int32) -> Int32 { Int32(Int16(clamping: x)) }

  private func gate(_ gate: Int, _ unit: Int, _ x: ArraySlice<Int8>, _ h: [Int32]) -> Int32 {
    let (index, weights) = (gate * units + unit, gates[gate])
    let fed = zip(x, inputWeights[(index * depth)...]).reduce(bias[index]) {
      $0 + (Int32($1.0) + params.input_offset) * Int32($1.1)
    }
    let recalled = zip(h, hiddenWeights[(index * units)...]).reduce(Int32(0)) {
      $0 + ($1.0 - params.hidden_zero_point) * Int32($1.1)
    }
    return narrow(narrow(weights.0(fed)) + narrow(weights.1(recalled)))
  }

  func computed() -> (output: FeatureMap, states: [FeatureMap]) {
    var (result, hidden) = (FeatureMap(output, filledWith: 0), self.hidden)
    var cells = cell.elements(of: 2).map { Int32($0) }
    for row in 0..<output.rows {
      for t in 0..<steps {
        let x = input.values[(row * steps + t) * depth..<(row * steps + t + 1) * depth]
        let before = hidden[row: row].map { Int32($0) }
        for unit in 0..<units {
          let at = row * units + unit
          let kept = narrow(forget(er_sigmoid_s16(3 * gate(1, unit, x, before)) * cells[at]))
          let added = narrow(
            fresh(
              er_sigmoid_s16(3 * gate(0, unit, x, before))
                * er_tanh_s16(3 * gate(2, unit, x, before))))
          cells[at] = narrow(kept + added)
          let limit = params.cell_limit
          if limit > 0 { cells[at] = min(max(cells[at], -limit), limit) }
          let half: Int32 = params.tanh_shift > 0 ? 1 << (params.tanh_shift - 1) : 0
          let scaled = (cells[at] * params.tanh_multiplier + half) >> params.tanh_shift
          let product = er_tanh_s16(scaled) * er_sigmoid_s16(3 * gate(3, unit, x, before))
          hidden[row, 0, 0, unit] = Int8(clamping: shown(product) + params.hidden_zero_point)
          result[row, 0, t, unit] = hidden[row, 0, 0, unit]
        }
      }
    }
    return (result, [hidden, FeatureMap(cell.shape, elements: cells.map(Int64.init))])
  }
}
