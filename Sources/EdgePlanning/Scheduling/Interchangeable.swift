extension MemoryProblem {
  /// `predecessors()`, and of interchangeable steps each after those listed before it: exchanging
  /// two of them in an order changes nothing about the bytes live at any position.
  func predecessorsOfOneAmongEquals() -> [Set<Int>] {
    var predecessors = predecessors()
    var latest: [Likeness: Int] = [:]
    for (step, likeness) in likenesses(predecessors).enumerated() {
      if let before = latest.updateValue(step, forKey: likeness) {
        predecessors[step].insert(before)
      }
    }
    return predecessors
  }

  /// All that tells one step from another, but for buffers of its own.
  private struct Likeness: Hashable {
    struct Use: Hashable {
      /// -1 for what this step alone writes.
      var buffer: Int
      var bytes: Int
      var isWritten: Bool
      var isInput: Bool
      var isOutput: Bool
      var readers: [Int]
      /// Permissions for others to lie over it.
      var overlaps: [ReadersOverlap]
    }
    struct ReadersOverlap: Hashable {
      var reader: Int
      var output: BufferID
      var distance: Int
      var direction: Overlap.Direction
    }
    var uses: [Use]
    /// With buffers by their places in `uses`.
    var overlaps: [Overlap]
    var scratch: Int
    var predecessors: Set<Int>
    var declaredSuccessors: [Int]
  }

  private func likenesses(_ predecessors: [Set<Int>]) -> [Likeness] {
    var writers = [Set<Int>](repeating: [], count: buffers.count)
    var readers = [[Int]](repeating: [], count: buffers.count)
    var permissions = [[Likeness.ReadersOverlap]](repeating: [], count: buffers.count)
    var declaredSuccessors = [[Int]](repeating: [], count: steps.count)
    for (index, step) in steps.enumerated() {
      for id in step.writes { writers[id.index].insert(index) }
      for id in Set(step.reads) { readers[id.index].append(index) }
      for other in step.after { declaredSuccessors[other].append(index) }
      for overlap in step.overlaps {
        permissions[overlap.input.index].append(
          .init(
            reader: index, output: overlap.output, distance: overlap.distance,
            direction: overlap.direction))
      }
    }
    let (fed, read) = (Set(inputs), Set(outputs))
    return steps.enumerated().map { index, step in
      let uses = Set(step.reads + step.writes).sorted().map { id in
        let isOwn =
          writers[id.index] == [index] && !readers[id.index].contains(index)
          || writers[id.index].isEmpty && readers[id.index] == [index]
        return (
          id: id,
          use: Likeness.Use(
            buffer: isOwn ? -1 : id.index, bytes: self[id].bytes,
            isWritten: step.writes.contains(id), isInput: fed.contains(id),
            isOutput: read.contains(id),
            readers: isOwn && step.writes.contains(id) ? readers[id.index] : [],
            overlaps: isOwn && step.writes.contains(id) ? permissions[id.index] : [])
        )
      }
      let places = Dictionary(uniqueKeysWithValues: uses.enumerated().map { ($1.id, $0) })
      return Likeness(
        uses: uses.map(\.use),
        overlaps: step.overlaps.map { overlap in
          Overlap(
            input: BufferID(places[overlap.input] ?? -1),
            output: BufferID(places[overlap.output] ?? -1), distance: overlap.distance,
            direction: overlap.direction)
        }, scratch: step.scratch, predecessors: predecessors[index],
        declaredSuccessors: declaredSuccessors[index])
    }
  }
}
