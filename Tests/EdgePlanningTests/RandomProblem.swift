import EdgePlanning
import EdgeTestSupport

extension MemoryProblem {
  /// A problem whose file order is legal: buffers of one to three writers, read by later steps;
  /// with dead buffers, unused inputs, inputs written again, scratch and overlaps.
  static func random(
    seed: UInt64, steps count: ClosedRange<Int> = 1...8, alignments: [Int] = [1]
  ) -> MemoryProblem {
    var random = SeededGenerator(seed: seed)
    let count = random.int(count)
    var problem = MemoryProblem(
      name: "random \(seed)", buffers: [],
      steps: (0..<count).map { Step(name: "s\($0)", reads: [], writes: []) }, inputs: [],
      outputs: [])
    for _ in 0..<random.int(0...2) { problem.addInput(using: &random, alignments) }
    for step in 0..<count {
      for _ in 0..<(random.oneIn(4) ? 2 : 1) {
        problem.addBuffer(writtenBy: step, using: &random, alignments)
      }
      if random.oneIn(4) {
        problem.steps[step].scratch = random.int(1...12)
        problem.steps[step].scratchAlignment = alignments.randomElement(using: &random) ?? 1
      }
    }
    for step in 0..<count { problem.addOverlaps(to: step, using: &random) }
    return problem
  }

  /// As many steps, and twice as many pairs of which the later one reads what the earlier one
  /// writes; what nobody reads is an output.
  static func entangled(_ count: Int, seed: UInt64) -> MemoryProblem {
    var random = SeededGenerator(seed: seed)
    var reads = [Set<BufferID>](repeating: [], count: count)
    for _ in 0..<2 * count {
      let pair = [random.int(0...count - 1), random.int(0...count - 1)].sorted()
      if pair[0] < pair[1] { reads[pair[1]].insert(BufferID(pair[0])) }
    }
    let read = reads.reduce(into: Set()) { $0.formUnion($1) }
    return MemoryProblem(
      name: "entangled", buffers: (0..<count).map { .init(name: "t\($0)", bytes: 8) },
      steps: reads.enumerated().map { step, reads in
        .init(name: "s\(step)", reads: reads.sorted(), writes: [BufferID(step)])
      },
      inputs: [], outputs: (0..<count).map { BufferID($0) }.filter { !read.contains($0) })
  }

  private mutating func addInput(using random: inout SeededGenerator, _ alignments: [Int]) {
    let id = add(using: &random, alignments)
    inputs.append(id)
    let isWritten = random.oneIn(6)
    if isWritten { steps[0].writes.append(id) }
    addReaders(of: id, after: isWritten ? 0 : -1, using: &random)
  }

  private mutating func addBuffer(
    writtenBy step: Int, using random: inout SeededGenerator, _ alignments: [Int]
  ) {
    let id = add(using: &random, alignments)
    steps[step].writes.append(id)
    var last = step
    while random.oneIn(5), last + 1 < steps.count {
      last += 1
      steps[last].writes.append(id)
    }
    addReaders(of: id, after: last, using: &random)
    let isRead = steps.contains { $0.reads.contains(id) }
    if isRead ? random.oneIn(6) : !random.oneIn(4) { outputs.append(id) }
  }

  private mutating func add(
    using random: inout SeededGenerator, _ alignments: [Int]
  ) -> BufferID {
    buffers.append(
      Buffer(
        name: "b\(buffers.count)", bytes: random.int(1...20),
        alignment: alignments.randomElement(using: &random) ?? 1))
    return BufferID(buffers.count - 1)
  }

  private mutating func addReaders(
    of id: BufferID, after last: Int, using random: inout SeededGenerator
  ) {
    for reader in steps.indices.dropFirst(last + 1) where random.oneIn(3) {
      steps[reader].reads.append(id)
    }
  }

  private mutating func addOverlaps(to step: Int, using random: inout SeededGenerator) {
    for input in steps[step].reads {
      for output in steps[step].writes where random.oneIn(3) {
        steps[step].overlaps.append(
          Overlap(
            input: input, output: output, distance: random.int(0...6),
            direction: random.pick(.upwards, .downwards)))
      }
    }
  }
}
