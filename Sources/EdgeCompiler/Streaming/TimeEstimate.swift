internal import EdgeIR

/// How long a plan takes, in multiply-accumulates: those of the graph, 400 a kernel call, and one
/// for every four bytes of constants that a call reads again.
struct TimeEstimate {
  private static let perCall = 400
  private static let bytesPerMAC = 4

  /// Beside its multiply-accumulates, of a step whose rows are computed in so many calls.
  static func overhead(_ call: KernelCall, calls: Int) -> Int {
    calls * (perCall + call.constants.count / bytesPerMAC)
  }

  /// Beside its multiply-accumulates, of a stream's member; 0 for one that is fed.
  static func overhead(_ member: StreamGraph.Member, _ binding: Binding) -> Int {
    guard let step = member.step else { return 0 }
    let calls = (member.rows + member.band - 1) / member.band
    return overhead(binding.steps[step].call, calls: calls)
  }

  static func overhead(_ graph: StreamGraph, _ binding: Binding) -> Int {
    graph.members.reduce(0) { $0 + overhead($1, binding) }
  }

  static func time(_ candidate: Candidate) -> Int {
    let binding = candidate.binding
    return candidate.units.reduce(binding.graph.macs) { sum, unit in
      switch unit {
      case .step(let step): sum + overhead(binding.steps[step].call, calls: 1)
      case .stream(let stream): sum + overhead(stream.graph, binding)
      }
    }
  }
}
