/// Why a node cannot be what it says it is.
package enum OperatorError: Error, Hashable, Sendable {
  case inputCount(expected: ClosedRange<Int>, found: Int)
  case outputCount(expected: Int, found: Int)
  case rank(input: Int, expected: ClosedRange<Int>, found: Int)
  /// `what` names an attribute, a shape or a quantisation; the texts are the facts as a reader
  /// would write them.
  case mismatch(what: String, expected: String, found: String)
  case notConstant(input: Int, what: String)
  case notVariable(input: Int)
  /// The largest accumulator this node can reach does not fit 32 bits.
  case accumulatorOverflow(channel: Int, bound: Int)
  /// Sound, but beyond what the kernels compute.
  case unsupported(what: String, expected: String, found: String)

  /// Whether the model is sound and only edgerun falls short.
  package var isUnsupported: Bool {
    if case .unsupported = self { true } else { false }
  }
}

extension OperatorError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .inputCount(let expected, let found):
      "expected \(Self.count(expected)) inputs, found \(found)"
    case .outputCount(let expected, let found):
      "expected \(expected) outputs, found \(found)"
    case .rank(let input, let expected, let found):
      "input \(input): expected rank \(Self.count(expected)), found rank \(found)"
    case .mismatch(let what, let expected, let found):
      "\(what): expected \(expected), found \(found)"
    case .notConstant(let input, let what):
      "input \(input): expected constant \(what), found a computed tensor; "
        + "give it \"constant\": true and its bytes"
    case .notVariable(let input):
      "input \(input): expected a variable, found another tensor; give it \"variable\": true and "
        + "the bytes it starts with"
    case .accumulatorOverflow(let channel, let bound):
      "output channel \(channel): the accumulator can reach \(bound), expected less than 2^31; "
        + "split the channels of this node"
    case .unsupported(let what, let expected, let found):
      "\(what): edgerun computes \(expected), found \(found)"
    }
  }

  private static func count(_ range: ClosedRange<Int>) -> String {
    range.lowerBound == range.upperBound
      ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
  }
}
