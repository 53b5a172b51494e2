internal import CEdgeKernels

/// A sum of two products by integers and one shift that gives what add_s8 gives, for all 65,536
/// pairs of inputs.
struct AdditionForm {
  /// What add_s8 stores for each pair: the first input's value counts 256.
  private let results: [Int32]
  private let low, high: Int32

  /// The params of add_packed_s8 that equal `params` of add_s8; nil where none are found.
  static func packed(_ params: er_add_s8_params) -> er_add_packed_s8_params? {
    let scale =
      Double(sign: .plus, exponent: Int(params.left_shift), significand: 1)
      * Double(params.output_multiplier, shift: params.output_shift)
    let first = scale * Double(params.multiplier1, shift: params.shift1)
    let second = scale * Double(params.multiplier2, shift: params.shift2)
    // Both coefficients together stay below 2^22, so that no sum leaves 32 bits.
    let shift = 21 - Int32(max(first.magnitude + second.magnitude, 0x1p-9).exponent)
    guard (1...30).contains(shift) else { return nil }
    let form = AdditionForm(params)
    var packed = er_add_packed_s8_params(
      width: params.width, channels: params.channels, coefficient1: 0, coefficient2: 0,
      fraction1: 0, fraction2: 0, constant: 0, rounding: 0, shift: shift, rounds_away: 0,
      output_offset: params.output_offset, activation_min: params.activation_min,
      activation_max: params.activation_max)
    let parts = (Self.parts(first, shift), Self.parts(second, shift))
    for step in nearby {
      packed.coefficient1 = (parts.0 + 128) >> 8 + step.0
      packed.coefficient2 = (parts.1 + 128) >> 8 + step.1
      if form.completes(&packed, params) { return packed }
    }
    packed.coefficient1 = (parts.0 + 128) >> 8
    packed.coefficient2 = (parts.1 + 128) >> 8
    packed.fraction1 = parts.0 - packed.coefficient1 << 8
    packed.fraction2 = parts.1 - packed.coefficient2 << 8
    return form.completes(&packed, params) ? packed : nil
  }

  /// Steps away from the nearest coefficients, the shortest first.
  private static let nearby: [(Int32, Int32)] = [
    (0, 0), (0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1),
  ]

  /// `value * 2^(shift + 8)`.
  private static func parts(_ value: Double, _ shift: Int32) -> Int32 {
    Int32((value * Double(Int64(1) << Int64(shift + 8))).rounded())
  }

  private init(_ params: er_add_s8_params) {
    (low, high) = (params.activation_min, params.activation_max)
    let values = Int32(-128)...127
    let first = values.map { value in
      er_requantize(
        er_wrapping_shift(value + params.offset1, params.left_shift), params.multiplier1,
        params.shift1)
    }
    let second = values.map { value in
      er_requantize(
        er_wrapping_shift(value + params.offset2, params.left_shift), params.multiplier2,
        params.shift2)
    }
    results = first.flatMap { first in
      second.map { second in
        Int32(
          er_requantize_s8(
            er_wrapping_add(first, second), params.output_multiplier, params.output_shift,
            params.output_offset, params.activation_min, params.activation_max))
      }
    }
  }

  /// Finds a constant and a rounding that make all results right.
  private func completes(
    _ packed: inout er_add_packed_s8_params, _ params: er_add_s8_params
  ) -> Bool {
    let zero = (-Int(params.offset1), -Int(params.offset2))
    let start =
      -Int(packed.coefficient1) * zero.0 - Int(packed.coefficient2) * zero.1
      - (Int(packed.fraction1) * zero.0 + Int(packed.fraction2) * zero.1) >> 8
    return completes(&packed, start: 0, isSigned: false)
      || completes(&packed, start: start, isSigned: true)
  }

  /// - Parameter start: the constant; where signs count, the one that gives sums that of results.
  private func completes(
    _ packed: inout er_add_packed_s8_params, start: Int, isSigned: Bool
  ) -> Bool {
    let coefficients = (Int(packed.coefficient1), Int(packed.coefficient2))
    let fractions = (Int(packed.fraction1), Int(packed.fraction2))
    let (low, high, offset) = (Int(low), Int(high), Int(packed.output_offset))
    let unit = 1 << Int(packed.shift)
    var (least, most) = (-1 << 30, 1 << 30)
    results.withUnsafeBufferPointer { results in
      for x1 in -128...127 {
        for x2 in -128...127 {
          let result = Int(results[(x1 + 128) * 256 + x2 + 128])
          let sum =
            start + coefficients.0 * x1 + coefficients.1 * x2
            + (fractions.0 * x1 + fractions.1 * x2) >> 8
          let floor = (result - offset) * unit - (isSigned && sum < 0 ? sum - 1 : sum)
          if result > low { least = max(least, floor) }
          if result < high { most = min(most, floor + unit - 1) }
        }
        if least > most { return }
      }
    }
    guard least <= most, start.magnitude <= 1 << 30 else { return false }
    packed.constant = Int32(start)
    packed.rounding = Int32(least + (most - least) / 2)
    packed.rounds_away = isSigned ? 1 : 0
    return true
  }
}

extension Double {
  /// What a multiplier of the kernels stands for.
  fileprivate init(_ multiplier: Int32, shift: Int32) {
    self = Double(multiplier) * Double(sign: .plus, exponent: Int(shift) - 31, significand: 1)
  }
}
