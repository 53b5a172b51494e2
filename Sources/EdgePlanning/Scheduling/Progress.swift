/// A set of finished steps of a segment, closed under predecessors, with what follows from it.
struct Progress {
  /// Bit sets.
  var done: [UInt64]
  /// Not finished, all predecessors finished.
  var ready: [UInt64]
  /// Bytes live between two steps.
  var live: Int
  /// Exclusive or of one random number per finished step (Zobrist, 1970).
  var hash: UInt64 = 0
  /// Number of finished steps.
  var depth = 0

  /// Nothing finished.
  init(_ segment: Segment) {
    done = Array(repeating: 0, count: segment.words)
    ready = done
    live = segment.liveBefore
    for (step, before) in segment.predecessors.enumerated() where before.isEmpty {
      ready[step / 64] |= 1 << (step % 64)
    }
  }

  func contains(_ step: Int) -> Bool { done[step / 64] >> (step % 64) & 1 != 0 }

  /// Finishes a ready step.
  mutating func run(_ step: Int, _ segment: borrowing Segment, liveAfter: Int) {
    done[step / 64] |= 1 << (step % 64)
    ready[step / 64] &= ~(1 << (step % 64))
    hash ^= Self.key(step)
    depth += 1
    live = liveAfter
    for next in segment.successors[step] {
      if areDone(segment.predecessors[Int(next)]) { ready[Int(next) / 64] |= 1 << (next % 64) }
    }
  }

  private func areDone(_ steps: [Int32]) -> Bool {
    for step in steps where !contains(Int(step)) { return false }
    return true
  }

  /// The steps in `ready`, ascending: as they are now, whatever is run meanwhile.
  var readySteps: SetBits { SetBits(words: ready) }

  /// Runs every ready step that leaves no more bytes live and whose own need is within `peak`,
  /// until there is none: no order loses by running it at once.
  ///
  /// - Parameter ran: is told of the steps, in order.
  mutating func settle(_ segment: borrowing Segment, peak: Int, _ ran: (Int) -> Void = { _ in }) {
    var before = -1
    while before < depth {
      before = depth
      for step in readySteps {
        let (born, died) = segment.bornAndDied(of: step, self)
        guard born <= died, segment.need(of: step, born: born, self) <= peak else { continue }
        run(step, segment, liveAfter: live + born - died)
        ran(step)
      }
    }
  }

  /// SplitMix64 of the step.
  static func key(_ step: Int) -> UInt64 {
    var z = UInt64(step + 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
