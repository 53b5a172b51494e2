/// A run of steps that every order executes without others in between, with the tables a search
/// needs: sets of steps are bit sets of `words` words.
struct Segment {
  struct Effect {
    /// Bytes live while the step runs.
    var during: Int
    /// Bytes live once it has run.
    var after: Int
  }

  /// Indices into the problem's steps; positions in this list are the bits of the sets.
  let steps: [Int]
  let words: Int
  /// Bytes live before the first of them.
  let liveBefore: Int
  private let problem: MemoryProblem
  private let predecessors: [UInt64]
  /// By step, what it touches.
  private let touched: [[Touched]]
  private let readers: [UInt64]
  private let writers: [UInt64]
  private let isLiveBefore: [Bool]
  private let isNeededAfter: [Bool]
  /// Inputs nobody touches: live during the very first step.
  private let unusedInputBytes: Int

  private struct Touched {
    let buffer: Int
    let bytes: Int
    let isWritten: Bool
  }

  /// - Parameters:
  ///   - steps: the segment's steps, in a legal order.
  ///   - before: the steps that have run when it starts.
  init(_ problem: MemoryProblem, steps: [Int], before: Set<Int>) {
    let count = problem.buffers.count
    let words = (steps.count + 63) / 64
    var position = [Int?](repeating: nil, count: problem.steps.count)
    for (bit, step) in steps.enumerated() { position[step] = bit }
    var readers = [UInt64](repeating: 0, count: count * words)
    var writers = [UInt64](repeating: 0, count: count * words)
    var isLiveBefore = [Bool](repeating: false, count: count)
    var isNeededAfter = [Bool](repeating: false, count: count)
    for id in problem.inputs { isLiveBefore[id.index] = true }
    for (index, step) in problem.steps.enumerated() where before.contains(index) {
      for id in step.writes { isLiveBefore[id.index] = true }
    }
    for (index, step) in problem.steps.enumerated() {
      guard let bit = position[index] else {
        guard !before.contains(index) else { continue }
        for id in step.reads + step.writes { isNeededAfter[id.index] = true }
        continue
      }
      for id in step.reads { readers[id.index * words + bit / 64] |= 1 << (bit % 64) }
      for id in step.writes { writers[id.index * words + bit / 64] |= 1 << (bit % 64) }
    }
    for id in problem.outputs { isNeededAfter[id.index] = true }

    var live = 0
    for buffer in 0..<count where isLiveBefore[buffer] {
      let range = buffer * words..<(buffer + 1) * words
      let isUsed = range.contains { readers[$0] | writers[$0] != 0 } || isNeededAfter[buffer]
      if isUsed { live += problem.buffers[buffer].bytes }
    }

    let isFirst = before.isEmpty
    unusedInputBytes = Set(problem.inputs).reduce(0) { sum, id in
      let touched = (0..<words).contains {
        readers[id.index * words + $0] | writers[id.index * words + $0] != 0
      }
      return isFirst && !touched && !isNeededAfter[id.index] ? sum + problem[id].bytes : sum
    }
    self.problem = problem
    self.steps = steps
    self.words = words
    self.readers = readers
    self.writers = writers
    self.isLiveBefore = isLiveBefore
    self.isNeededAfter = isNeededAfter
    liveBefore = live
    let all = problem.predecessors()
    var masks = [UInt64](repeating: 0, count: steps.count * words)
    for (bit, step) in steps.enumerated() {
      for predecessor in all[step] {
        guard let other = position[predecessor] else { continue }
        masks[bit * words + other / 64] |= 1 << (other % 64)
      }
    }
    predecessors = masks
    touched = steps.map { index in
      let step = problem.steps[index]
      let written = Set(step.writes)
      return Set(step.reads + step.writes).sorted().map {
        Touched(buffer: $0.index, bytes: problem[$0].bytes, isWritten: written.contains($0))
      }
    }
  }

  var emptyState: [UInt64] { Array(repeating: 0, count: words) }

  func contains(_ state: [UInt64], _ bit: Int) -> Bool { state[bit / 64] >> (bit % 64) & 1 != 0 }

  func insert(_ bit: Int, into state: inout [UInt64]) { state[bit / 64] |= 1 << (bit % 64) }

  func isReady(_ bit: Int, _ state: [UInt64]) -> Bool {
    guard !contains(state, bit) else { return false }
    for word in 0..<words where predecessors[bit * words + word] & ~state[word] != 0 {
      return false
    }
    return true
  }

  func readySteps(_ state: [UInt64]) -> [Int] { steps.indices.filter { isReady($0, state) } }

  /// Bytes live during and after step `bit`, run in `state` with `live` bytes before.
  func effect(of bit: Int, _ state: [UInt64], live: Int) -> Effect {
    var (born, died) = (0, 0)
    for item in touched[bit] {
      if item.isWritten && !isAllocated(item.buffer, state) { born += item.bytes }
      if dies(item.buffer, at: bit, state) { died += item.bytes }
    }
    let index = steps[bit]
    var during = live + born + problem.steps[index].scratch
    if state.allSatisfy({ $0 == 0 }) { during += unusedInputBytes }
    if !problem.steps[index].overlaps.isEmpty {
      during -= problem.overlapSaving(step: index) { id in
        dies(id.index, at: bit, state)
      } isBorn: { id in
        !isAllocated(id.index, state)
      }
    }
    return Effect(during: during, after: live + born - died)
  }

  private func isAllocated(_ buffer: Int, _ state: [UInt64]) -> Bool {
    if isLiveBefore[buffer] { return true }
    for word in 0..<words where writers[buffer * words + word] & state[word] != 0 { return true }
    return false
  }

  /// Whether nothing but step `bit` still reads or writes the buffer.
  private func dies(_ buffer: Int, at bit: Int, _ state: [UInt64]) -> Bool {
    if isNeededAfter[buffer] { return false }
    for word in 0..<words {
      var left = (readers[buffer * words + word] | writers[buffer * words + word]) & ~state[word]
      if word == bit / 64 { left &= ~(1 << (bit % 64)) }
      if left != 0 { return false }
    }
    return true
  }
}
