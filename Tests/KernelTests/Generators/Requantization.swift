import EdgeTestSupport

/// A Q31 multiplier and a power of two.
struct Multiplier {
  var q31: Int32
  var shift: Int32

  /// round(x * q31 / 2^31 * 2^shift) from the definition: 128 bits, a floor for the first
  /// rounding (ties up), magnitudes for the second (ties away from zero).
  func callAsFunction(_ x: Int32) -> Int32 {
    let shifted = Int128(Int32(truncatingIfNeeded: Int128(x) << Int128(max(shift, 0))))
    let product = shifted * Int128(q31) + (Int128(1) << 30)
    let high = min(product >> 31, Int128(Int32.max))
    let unit = Int128(1) << Int128(max(-shift, 0))
    let magnitude = (2 * high.magnitude + unit.magnitude) / (2 * unit.magnitude)
    return Int32(high < 0 ? -Int128(magnitude) : Int128(magnitude))
  }

  /// A real factor as the host quantises it.
  init(_ factor: Double) {
    let rounded = (factor.significand * 0x1p30).rounded(.toNearestOrAwayFromZero)
    q31 = rounded == 0x1p31 ? 1 << 30 : Int32(rounded)
    shift = Int32(factor.exponent) + (rounded == 0x1p31 ? 2 : 1)
  }

  init(q31: Int32, shift: Int32) {
    self.q31 = q31
    self.shift = shift
  }

  static func random(shifts: ClosedRange<Int>, using random: inout SeededGenerator) -> Multiplier {
    let usual = Int32(random.int(1 << 30...Int(Int32.max)))
    return Multiplier(
      q31: random.oneIn(8) ? random.pick(0, 1 << 30, .max) : usual,
      shift: Int32(random.oneIn(20) ? random.pick(-31, 0, 12) : random.int(shifts)))
  }
}

/// What happens to an accumulator: a multiplier, the output's zero point and the clamp.
struct OutputStage {
  var offset: Int32
  var low: Int32
  var high: Int32

  init(using random: inout SeededGenerator) {
    offset = random.zeroPoint()
    let bounds = [Int32(random.int8()), Int32(random.int8())]
    switch random.int(0...5) {
    case 0: (low, high) = (bounds[0], bounds[0])
    case 1: (low, high) = (min(bounds[0], bounds[1]), max(bounds[0], bounds[1]))
    default: (low, high) = (-128, 127)
    }
  }

  init(offset: Int32) {
    (self.offset, low, high) = (offset, -128, 127)
  }

  func callAsFunction(_ accumulator: Int32, _ multiplier: Multiplier) -> Int8 {
    Int8(min(max(multiplier(accumulator) &+ offset, low), high))
  }
}

extension SeededGenerator {
  mutating func zeroPoint() -> Int32 {
    oneIn(3) ? pick(-128, 0, 127) : Int32(int8())
  }
}
