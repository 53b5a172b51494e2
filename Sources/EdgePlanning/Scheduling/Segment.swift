/// A run of steps that every order executes without others in between, in flat tables: what each
/// step needs, and what it gives birth to and lets die, follows from the set of finished steps.
struct Segment {
  struct Effect {
    /// Bytes live while the step runs.
    var during: Int
    /// Bytes live once it has run.
    var after: Int
  }

  struct Buffer {
    var bytes: Int
    var isLiveBefore: Bool
    var isNeededAfter: Bool
    /// Positions in the segment, of writers, and of writers and readers.
    var writers: [Int32] = []
    var users: [Int32] = []
    /// The users as a bit set, where that is shorter; empty elsewhere.
    var userBits: [UInt64] = []
  }

  struct Overlap {
    var input: Int
    var output: Int
    var saving: Int
    var direction: MemoryProblem.Overlap.Direction
  }

  /// Indices into the problem's steps, in a legal order; the segment's own numbers are positions
  /// in this list.
  let steps: [Int]
  /// Bytes live before the first of them.
  let liveBefore: Int
  /// By step.
  let predecessors: [[Int32]]
  let successors: [[Int32]]
  let touched: [[(buffer: Int32, isWritten: Bool)]]
  let scratch: [Int]
  let overlaps: [[Overlap]]
  let buffers: [Buffer]
  /// Inputs nobody touches: live during the very first step.
  private let unusedInputBytes: Int

  var count: Int { steps.count }
  var words: Int { (steps.count + 63) / 64 }

  /// All steps of a problem.
  init(_ problem: MemoryProblem) {
    let runs = problem.independentRuns().flatMap { $0 }
    self = Self.cut(problem, [runs])[0]
  }

  /// The segments of `runs`, which are executed one after the other.
  ///
  /// - Parameters:
  ///   - predecessors: `problem.predecessorsOfOneAmongEquals()`, where they are known already.
  ///   - chosen: indices of the runs to make segments of.
  /// - Complexity: linear in the size of the problem.
  static func cut(
    _ problem: MemoryProblem, _ runs: [[Int]], predecessors: [Set<Int>]? = nil,
    chosen: Range<Int>? = nil
  ) -> [Segment] {
    var run = [Int](repeating: 0, count: problem.steps.count)
    var position = [Int32](repeating: 0, count: problem.steps.count)
    for (index, steps) in runs.enumerated() {
      for (place, step) in steps.enumerated() {
        run[step] = index
        position[step] = Int32(place)
      }
    }
    var (first, last) = (
      [Int](repeating: Int.max, count: problem.buffers.count),
      [Int](repeating: -1, count: problem.buffers.count)
    )
    for (index, step) in problem.steps.enumerated() {
      for id in step.writes { first[id.index] = min(first[id.index], run[index]) }
      for id in step.reads + step.writes { last[id.index] = max(last[id.index], run[index]) }
    }
    var unused = 0
    for id in Set(problem.inputs) {
      first[id.index] = -1
      if last[id.index] < 0, !problem.outputs.contains(id) { unused += problem[id].bytes }
    }
    for id in problem.outputs { last[id.index] = runs.count }
    let predecessors = predecessors ?? problem.predecessorsOfOneAmongEquals()
    var live = [Int](repeating: 0, count: runs.count + 1)
    for (id, buffer) in problem.buffers.enumerated() where last[id] > first[id] {
      // Live before the runs after the first, up to the last.
      live[first[id] + 1] += buffer.bytes
      if last[id] + 1 < live.count { live[last[id] + 1] -= buffer.bytes }
    }
    for index in live.indices.dropFirst() { live[index] += live[index - 1] }
    return (chosen ?? runs.indices).map { index in
      Segment(
        problem, steps: runs[index], index: index, run: run, position: position, first: first,
        last: last, predecessors: predecessors, liveBefore: live[index],
        unusedInputBytes: index == 0 ? unused : 0)
    }
  }

  private init(
    _ problem: MemoryProblem, steps: [Int], index: Int, run: [Int], position: [Int32],
    first: [Int], last: [Int], predecessors all: [Set<Int>], liveBefore: Int,
    unusedInputBytes: Int
  ) {
    var local: [BufferID: Int] = [:]
    var buffers: [Buffer] = []
    for (place, step) in steps.enumerated() {
      let step = problem.steps[step]
      for id in Set(step.reads + step.writes).sorted() {
        let known = local[id] ?? buffers.count
        if known == buffers.count {
          local[id] = known
          buffers.append(
            Buffer(
              bytes: problem[id].bytes, isLiveBefore: first[id.index] < index,
              isNeededAfter: last[id.index] > index))
        }
        buffers[known].users.append(Int32(place))
        if step.writes.contains(id) { buffers[known].writers.append(Int32(place)) }
      }
    }
    let words = (steps.count + 63) / 64
    for index in buffers.indices where buffers[index].users.count > words {
      buffers[index].userBits = Array(repeating: 0, count: words)
      for user in buffers[index].users {
        buffers[index].userBits[Int(user) / 64] |= 1 << (user % 64)
      }
    }
    self.steps = steps
    self.liveBefore = liveBefore
    self.unusedInputBytes = unusedInputBytes
    self.buffers = buffers
    var successors = [[Int32]](repeating: [], count: steps.count)
    predecessors = steps.enumerated().map { place, step in
      let before = all[step].filter { run[$0] == index }.map { position[$0] }.sorted()
      for other in before { successors[Int(other)].append(Int32(place)) }
      return before
    }
    self.successors = successors
    touched = steps.map { index in
      let step = problem.steps[index]
      return Set(step.reads + step.writes).sorted().map { id in
        (Int32(local[id] ?? 0), step.writes.contains(id))
      }
    }
    scratch = steps.map { problem.steps[$0].scratch }
    overlaps = steps.map { index in
      problem.steps[index].overlaps.compactMap { overlap in
        guard let input = local[overlap.input], let output = local[overlap.output],
          problem.saving(overlap) > 0, !buffers[input].isNeededAfter,
          !buffers[output].isLiveBefore
        else { return nil }
        return Overlap(
          input: input, output: output, saving: problem.saving(overlap),
          direction: overlap.direction)
      }
    }
  }

  /// Bytes live during and after a ready step.
  func effect(of step: Int, _ progress: borrowing Progress) -> Effect {
    let (born, died) = bornAndDied(of: step, progress)
    return Effect(
      during: need(of: step, born: born, progress), after: progress.live + born - died)
  }

  /// Bytes of buffers that a ready step is the first to write, and of those that it is the last to
  /// need.
  func bornAndDied(of step: Int, _ progress: borrowing Progress) -> (born: Int, died: Int) {
    var (born, died) = (0, 0)
    for item in touched[step] {
      let buffer = Int(item.buffer)
      if item.isWritten && !isAllocated(buffer, progress) { born += buffers[buffer].bytes }
      if dies(buffer, at: step, progress) { died += buffers[buffer].bytes }
    }
    return (born, died)
  }

  /// Bytes live during a ready step.
  func need(of step: Int, born: Int, _ progress: borrowing Progress) -> Int {
    var need = progress.live + born + scratch[step]
    if progress.depth == 0 { need += unusedInputBytes }
    return overlaps[step].isEmpty ? need : need - saving(of: step, progress)
  }

  /// As `MemoryProblem.overlapSaving`; without lists where no two pairs can be used at once.
  private func saving(of step: Int, _ progress: borrowing Progress) -> Int {
    let output = overlaps[step][0].output
    guard overlaps[step].allSatisfy({ $0.output == output }) else {
      let usable = overlaps[step].filter { isUsable($0, at: step, progress) }
      return MemoryProblem.Overlap.Direction.allCases.reduce(0) { most, direction in
        max(most, Self.mostSaved(usable.filter { $0.direction == direction }[...]))
      }
    }
    var most = 0
    for overlap in overlaps[step]
    where overlap.saving > most && isUsable(overlap, at: step, progress) {
      most = overlap.saving
    }
    return most
  }

  private func isUsable(
    _ overlap: Overlap, at step: Int, _ progress: borrowing Progress
  ) -> Bool {
    dies(overlap.input, at: step, progress) && !isAllocated(overlap.output, progress)
  }

  private static func mostSaved(_ overlaps: ArraySlice<Overlap>) -> Int {
    guard let overlap = overlaps.first else { return 0 }
    let rest = overlaps.dropFirst()
    guard !rest.isEmpty else { return overlap.saving }
    let others = rest.filter { $0.input != overlap.input && $0.output != overlap.output }
    return max(mostSaved(rest), overlap.saving + mostSaved(others[...]))
  }

  private func isAllocated(_ buffer: Int, _ progress: borrowing Progress) -> Bool {
    if buffers[buffer].isLiveBefore { return true }
    for writer in buffers[buffer].writers where progress.contains(Int(writer)) { return true }
    return false
  }

  /// Whether nothing but `step` still reads or writes the buffer.
  private func dies(_ buffer: Int, at step: Int, _ progress: borrowing Progress) -> Bool {
    if buffers[buffer].isNeededAfter { return false }
    guard buffers[buffer].userBits.isEmpty else {
      for (word, users) in buffers[buffer].userBits.enumerated() {
        let own: UInt64 = word == step / 64 ? 1 << (step % 64) : 0
        if users & ~progress.done[word] & ~own != 0 { return false }
      }
      return true
    }
    for user in buffers[buffer].users where user != step && !progress.contains(Int(user)) {
      return false
    }
    return true
  }
}
