/// Why a plan is not one of its model, or would corrupt memory.
package enum PlanFault: Error, Hashable, Sendable {
  /// A figure of the plan contradicts the model, or the rest of the plan.
  case figure(String, expected: String, found: String)
  /// Steps, buffers or tensors that are missing, unknown or there twice.
  case missing(String)
  case unknown(String)
  case twice(String)
  /// Two buffers lie over each other while both are needed, and no sharing says so.
  case overlap(String, String, step: Int)
  /// A sharing that the layout does not have, or of which the layout keeps no distance.
  case sharing(input: String, output: String, reason: String)
  /// A step reads bytes that are not there, or not there any more.
  case lost(step: String, tensor: String)
  /// What an output of the model should hold at the end is not there.
  case lostOutput(String)
  /// A step or row would touch what lies outside the arena, or outside its block.
  case outside(String, bytes: Range<Int>, within: Int)
  /// Steps would find a variable before or after they should.
  case variable(String, step: String)
  /// A stream waits for itself.
  case stuck(step: Int)
}

extension PlanFault: CustomStringConvertible {
  package var description: String {
    switch self {
    case .figure(let name, let expected, let found):
      "\(name): expected \(expected), found \(found)"
    case .missing(let what): "expected \(what), found none"
    case .unknown(let what): "\(what) is not in the model as this plan has it"
    case .twice(let what): "\(what) is there twice, expected once"
    case .overlap(let one, let other, let step):
      "buffers \"\(one)\" and \"\(other)\" overlap at step \(step), where both are needed"
    case .sharing(let input, let output, let reason):
      "sharing of \"\(input)\" with \"\(output)\": \(reason)"
    case .lost(let step, let tensor):
      "step \"\(step)\" reads \"\(tensor)\" where it is not written yet, or written over"
    case .lostOutput(let name): "output \"\(name)\" is not written, or written over"
    case .outside(let what, let bytes, let limit):
      "\(what): bytes \(bytes.lowerBound) to \(bytes.upperBound) lie outside 0 to \(limit)"
    case .variable(let name, let step):
      "step \"\(step)\" meets variable \"\(name)\" in another order than the model's"
    case .stuck(let step): "the stream at step \(step) waits for itself"
    }
  }
}
