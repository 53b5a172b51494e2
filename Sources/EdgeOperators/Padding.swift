internal import EdgeIR

/// What surrounds an image under a window.
package enum Padding: Hashable, Sendable {
  /// As little as lets the output be `ceil(input / stride)`; an odd pixel goes behind.
  case same
  case valid
  case explicit(top: Int, bottom: Int, left: Int, right: Int)

  /// Output extent and padding in front along one axis.
  ///
  /// `window` is the dilated kernel. `explicit` gives the padding in front and behind.
  /// - Throws: where the window does not fit once.
  func resolve(
    input: Int, window: Int, stride: Int, explicit: (before: Int, behind: Int)
  ) throws(OperatorError) -> (output: Int, before: Int) {
    switch self {
    case .same:
      let output = (input + stride - 1) / stride
      return (output, max((output - 1) * stride + window - input, 0) / 2)
    case .valid:
      return (try Self.positions(input, window, stride), 0)
    case .explicit:
      let padded = input + explicit.before + explicit.behind
      return (try Self.positions(padded, window, stride), explicit.before)
    }
  }

  private static func positions(_ input: Int, _ window: Int, _ stride: Int) throws(OperatorError)
    -> Int
  {
    guard window <= input else {
      throw .mismatch(
        what: "window", expected: "at most the padded input's \(input) positions",
        found: "\(window)")
    }
    return (input - window) / stride + 1
  }

  var sides: (top: Int, bottom: Int, left: Int, right: Int) {
    if case .explicit(let top, let bottom, let left, let right) = self {
      (top, bottom, left, right)
    } else {
      (0, 0, 0, 0)
    }
  }
}

extension Padding: Codable {
  private enum CodingKeys: String, CodingKey { case top, bottom, left, right }

  package init(from decoder: any Decoder) throws {
    if let name = try? decoder.singleValueContainer().decode(String.self) {
      switch name {
      case "same": self = .same
      case "valid": self = .valid
      default:
        throw DecodingError.dataCorrupted(
          .init(
            codingPath: decoder.codingPath,
            debugDescription: "expected \"same\", \"valid\" or four sides, found \"\(name)\""))
      }
    } else {
      let sides = try decoder.container(keyedBy: CodingKeys.self)
      self = .explicit(
        top: try sides.decode(Int.self, forKey: .top),
        bottom: try sides.decode(Int.self, forKey: .bottom),
        left: try sides.decode(Int.self, forKey: .left),
        right: try sides.decode(Int.self, forKey: .right))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .same, .valid:
      var container = encoder.singleValueContainer()
      try container.encode(self == .same ? "same" : "valid")
    case .explicit(let top, let bottom, let left, let right):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(top, forKey: .top)
      try container.encode(bottom, forKey: .bottom)
      try container.encode(left, forKey: .left)
      try container.encode(right, forKey: .right)
    }
  }
}
