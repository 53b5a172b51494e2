internal import EdgeIR

/// How long a plan takes, in multiply-accumulates: those of the graph, 400 a kernel call, and one for
/// every four bytes of constants that a call reads again.
struct TimeEstimate {
  private static let perCall = 400
  private static let bytesPerMAC = 4

  /// Beside its multiply-accumulates, of a step whose rows are computed in so many calls.
  static func overhead(_ call: KernelCall, calls: Int) -> Int {
    calls * (perCall + call.constants.count / bytesPerMAC)
  }

  static func overhead(_ candidate: Candidate) -> Int {
    candidate.units.reduce(0) { sum, unit in
      sum
        + unit.steps.reduce(0) { sum, step in
          let call = candidate.binding.steps[step].call
          return sum + overhead(call, calls: unit.isStream ? call.rows : 1)
        }
    }
  }
}

extension Unit {
  fileprivate var isStream: Bool { if case .stream = self { true } else { false } }
}
