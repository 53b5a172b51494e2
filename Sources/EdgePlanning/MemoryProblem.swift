/// Names a buffer of a `MemoryProblem`: an index into `buffers`.
package struct BufferID: Hashable, Comparable, Sendable {
  package var index: Int
  package init(_ index: Int) { self.index = index }
  package static func < (a: BufferID, b: BufferID) -> Bool { a.index < b.index }
}

/// What the planner is told about a model: sizes and orderings, nothing about operators.
package struct MemoryProblem: Hashable, Sendable {
  package struct Buffer: Hashable, Sendable {
    package var name: String
    /// Bytes occupied while live. Positive.
    package var bytes: Int
    /// The offset must be a multiple of this. A power of two.
    package var alignment: Int

    package init(name: String, bytes: Int, alignment: Int = 1) {
      self.name = name
      self.bytes = bytes
      self.alignment = alignment
    }
  }

  package struct Step: Hashable, Sendable {
    package var name: String
    package var reads: [BufferID]
    /// A buffer may be written by several steps; all of them come before its readers.
    package var writes: [BufferID]
    /// Bytes used only while this step runs.
    package var scratch: Int
    package var scratchAlignment: Int
    package var overlaps: [Overlap]
    /// Steps that must come before this one although it reads nothing of theirs.
    package var after: [Int]

    package init(
      name: String, reads: [BufferID], writes: [BufferID], scratch: Int = 0,
      scratchAlignment: Int = 1, overlaps: [Overlap] = [], after: [Int] = []
    ) {
      self.name = name
      self.reads = reads
      self.writes = writes
      self.scratch = scratch
      self.scratchAlignment = scratchAlignment
      self.overlaps = overlaps
      self.after = after
    }
  }

  /// Permission for a step's output to lie over an input that dies at that step. A step computes
  /// all its outputs in one direction: what it uses of its overlaps must permit the same one.
  package struct Overlap: Hashable, Sendable {
    /// The order in which the step computes its rows.
    package enum Direction: String, CaseIterable, Hashable, Sendable {
      /// Safe while `offset(output) <= offset(input) - distance`.
      case upwards
      /// Safe while `end(output) >= end(input) + distance`.
      case downwards
    }
    package var input, output: BufferID
    /// Bytes, at least 0.
    package var distance: Int
    package var direction: Direction

    package init(
      input: BufferID, output: BufferID, distance: Int, direction: Direction = .upwards
    ) {
      self.input = input
      self.output = output
      self.distance = distance
      self.direction = direction
    }
  }

  package var name: String
  package var buffers: [Buffer]
  package var steps: [Step]
  /// Live from before the first step.
  package var inputs: [BufferID]
  /// Live until after the last step.
  package var outputs: [BufferID]

  package init(
    name: String, buffers: [Buffer], steps: [Step], inputs: [BufferID], outputs: [BufferID]
  ) {
    self.name = name
    self.buffers = buffers
    self.steps = steps
    self.inputs = inputs
    self.outputs = outputs
  }

  package subscript(id: BufferID) -> Buffer { buffers[id.index] }

  /// The steps that must come before each step: the writers of what it reads, and those it is
  /// declared to come after.
  package func predecessors() -> [Set<Int>] {
    var writers = [Set<Int>](repeating: [], count: buffers.count)
    for (index, step) in steps.enumerated() {
      for id in step.writes { writers[id.index].insert(index) }
    }
    return steps.enumerated().map { index, step in
      step.reads.reduce(into: Set(step.after)) { $0.formUnion(writers[$1.index]) }.subtracting([
        index
      ])
    }
  }
}
