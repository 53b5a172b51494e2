import CEdgeKernels
import EdgeTestSupport

extension KernelGenerator {
  static func quantize(_ random: inout SeededGenerator) -> KernelCase {
    let scale = Float(random.int(1...4000)) / random.pick(4, 1000)
    let to = IntegerElement.allCases[random.int(0...2)]
    let zeroPoint = random.zeroPoint(of: to)
    let shape = random.smallShape()
    let params = er_quantize_f32_params(
      width: Int32(shape.width), channels: Int32(shape.channels),
      scale_bits: Int32(bitPattern: scale.bitPattern), output_offset: zeroPoint,
      output_element: to.code, low: Int32(to.range.lowerBound), high: Int32(to.range.upperBound))
    let reals = (0..<shape.count).map { _ in random.real(around: scale) }
    return conversion(shape, bytes(of: reals), 4, to, bytes(of: params)) {
      reals.map { real in
        let steps = Double(real / scale).rounded(.toNearestOrAwayFromZero) + Double(zeroPoint)
        guard !steps.isNaN else { return to.range.lowerBound }
        return Int64(
          min(max(steps, Double(to.range.lowerBound)), Double(to.range.upperBound)))
      }
    }
  }

  static func dequantize(_ random: inout SeededGenerator) -> KernelCase {
    let scale = Float(random.int(1...4000)) / random.pick(4, 1000, 77_777)
    let from = IntegerElement.allCases[random.int(0...2)]
    let zeroPoint = random.zeroPoint(of: from)
    let shape = random.smallShape()
    let params = er_dequantize_f32_params(
      width: Int32(shape.width), channels: Int32(shape.channels),
      scale_bits: Int32(bitPattern: scale.bitPattern), input_offset: -zeroPoint,
      input_element: from.code)
    let integers = random.integers(shape.count, from)
    let input = from.bytes(of: integers)
    return conversion(shape, input, from.bytes, .int32, bytes(of: params)) {
      integers.map { Int64(Int32(bitPattern: (scale * Float(Int32($0) - zeroPoint)).bitPattern)) }
    }
  }

  static func rescale(_ random: inout SeededGenerator) -> KernelCase {
    let from = IntegerElement.allCases[random.int(0...3)]
    let to = IntegerElement.allCases[random.int(0...3)]
    let (zeroPoint, outputZeroPoint) = (random.zeroPoint(of: from), random.zeroPoint(of: to))
    let multiplier = Multiplier.random(shifts: -12...3, using: &random)
    let shape = random.smallShape()
    let params = er_rescale_params(
      width: Int32(shape.width), channels: Int32(shape.channels), input_element: from.code,
      output_element: to.code, input_offset: -zeroPoint, multiplier: multiplier.q31,
      shift: multiplier.shift, output_offset: outputZeroPoint,
      low: Int32(to.range.lowerBound), high: Int32(to.range.upperBound))
    let integers = random.integers(shape.count, from)
    return conversion(shape, from.bytes(of: integers), from.bytes, to, bytes(of: params)) {
      integers.map { integer in
        let result = multiplier(Int32(truncatingIfNeeded: integer) &- zeroPoint) &+ outputZeroPoint
        return min(max(Int64(result), to.range.lowerBound), to.range.upperBound)
      }
    }
  }

  /// Elements that become elements of another kind one by one.
  private static func conversion(
    _ shape: Shape, _ input: [UInt8], _ inputBytes: Int, _ to: IntegerElement, _ params: [UInt8],
    _ expected: @escaping () -> [Int64]
  ) -> KernelCase {
    var map = FeatureMap(shape.withElements(of: inputBytes), filledWith: 0)
    map.values = input.map { Int8(bitPattern: $0) }
    let output = shape.withElements(of: to.bytes)
    return KernelCase(operands: [Operand(map)], output: output, params: params) {
      FeatureMap(output, elements: expected())
    }
  }
}

/// What kernels at the ends of a graph read and write.
private enum IntegerElement: CaseIterable {
  case int8, uint8, int16, int32

  var code: Int32 {
    switch self {
    case .int8: Int32(ER_INT8)
    case .uint8: Int32(ER_UINT8)
    case .int16: Int32(ER_INT16)
    case .int32: Int32(ER_INT32)
    }
  }

  var bytes: Int {
    switch self {
    case .int8, .uint8: 1
    case .int16: 2
    case .int32: 4
    }
  }

  var range: ClosedRange<Int64> {
    switch self {
    case .int8: -128...127
    case .uint8: 0...255
    case .int16: -32768...32767
    case .int32: Int64(Int32.min)...Int64(Int32.max)
    }
  }

  func bytes(of integers: [Int64]) -> [UInt8] {
    integers.flatMap { integer in
      (0..<bytes).map { UInt8(truncatingIfNeeded: integer >> Int64(8 * $0)) }
    }
  }
}

extension Shape {
  fileprivate func withElements(of bytes: Int) -> Shape {
    var shape = self
    shape.channels *= bytes
    return shape
  }
}

extension SeededGenerator {
  fileprivate mutating func integers(_ count: Int, _ element: IntegerElement) -> [Int64] {
    (0..<count).map { _ in
      oneIn(8)
        ? pick(element.range.lowerBound, element.range.upperBound)
        : Int64.random(in: element.range, using: &self)
    }
  }

  fileprivate mutating func zeroPoint(of element: IntegerElement) -> Int32 {
    element == .int32 ? 0 : Int32(Int64.random(in: element.range, using: &self))
  }

  /// Mostly a few steps, often halfway between two; sometimes far beyond, or no number.
  fileprivate mutating func real(around scale: Float) -> Float {
    switch int(0...11) {
    case 0: pick(.infinity, -.infinity, .nan, 1e30, -1e30)
    case 1...4: (Float(int(-200...200)) + 0.5) * scale
    default: Float(int(-40_000...40_000)) / 100 * scale
    }
  }
}
