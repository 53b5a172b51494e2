internal import EdgeIR

/// What is done to an operator's result before it is stored.
package enum Activation: Hashable, Sendable {
  case none, relu, relu6, reluN1To1
  /// Real bounds.
  case clamp(min: Float, max: Float)

  /// The real bounds; nil where there is none.
  var bounds: (low: Float?, high: Float?) {
    switch self {
    case .none: (nil, nil)
    case .relu: (0, nil)
    case .relu6: (0, 6)
    case .reluN1To1: (-1, 1)
    case .clamp(let min, let max): (min, max)
    }
  }

  /// Throws where the bounds are no interval.
  func check() throws(OperatorError) {
    guard case .clamp(let low, let high) = self else { return }
    guard low <= high else {
      throw .mismatch(what: "activation", expected: "min <= max", found: "min \(low), max \(high)")
    }
  }

  /// The bounds in the output's integers, as TensorFlow Lite's `CalculateActivationRangeQuantized`.
  func range(scale: Float, zeroPoint: Int32) -> (min: Int32, max: Int32) {
    func quantized(_ real: Float) -> Int32 {
      let steps = (real / scale).rounded(.toNearestOrAwayFromZero)
      return zeroPoint + Int32(min(max(steps, -65536), 65536))
    }
    let low = bounds.low.map { min(max(-128, quantized($0)), 127) } ?? -128
    let high = bounds.high.map { max(min(127, quantized($0)), -128) } ?? 127
    return (low, max(low, high))
  }

  func reference(_ x: FloatTensor) -> FloatTensor {
    let (low, high) = (bounds.low ?? -.infinity, bounds.high ?? .infinity)
    return FloatTensor(shape: x.shape, values: x.values.map { min(max($0, low), high) })
  }
}

extension Activation: Codable {
  private static let names: [(name: String, activation: Activation)] = [
    ("none", .none), ("relu", .relu), ("relu6", .relu6), ("relu_n1_to_1", .reluN1To1),
  ]
  private enum CodingKeys: String, CodingKey { case min, max }

  package init(from decoder: any Decoder) throws {
    guard let name = try? decoder.singleValueContainer().decode(String.self) else {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      self = .clamp(
        min: try container.decode(Float.self, forKey: .min),
        max: try container.decode(Float.self, forKey: .max))
      return
    }
    guard let known = Self.names.first(where: { $0.name == name }) else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "expected one of \(Self.names.map(\.name)), found \"\(name)\""))
    }
    self = known.activation
  }

  package func encode(to encoder: any Encoder) throws {
    if case .clamp(let min, let max) = self {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(min, forKey: .min)
      try container.encode(max, forKey: .max)
    } else if let known = Self.names.first(where: { $0.activation == self }) {
      var container = encoder.singleValueContainer()
      try container.encode(known.name)
    }
  }
}
