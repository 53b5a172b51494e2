internal import EdgeIR

/// When, in an order of steps, tensors are in the arena.
struct TensorLifetimes {
  /// By tensor: positions of the first write and the last use, -1 before the first step and their
  /// number behind the last; nil for what is not in the arena.
  private let lifetimes: [ClosedRange<Int>?]
  /// By tensor: positions of the steps that read it, and that write it.
  private var reads, writes: [ClosedRange<Int>?]
  private let bytes: [Int]
  /// By position: bytes of the tensors whose lifetime begins, and ends, before it.
  private let bornBefore, diedBefore: [Int]

  init(_ binding: Binding, _ order: [Int]) {
    let graph = binding.graph
    bytes = graph.tensors.map(\.type.bytes)
    var lifetimes = [ClosedRange<Int>?](repeating: nil, count: graph.tensors.count)
    (reads, writes) = (lifetimes, lifetimes)
    for id in graph.inputs.flatMap(binding.storage.roots) { lifetimes[id.index] = -1 ... -1 }
    for (position, step) in order.enumerated() {
      let step = binding.steps[step]
      for id in step.inputs { reads[id.index].extend(to: position) }
      for id in step.outputs { writes[id.index].extend(to: position) }
      for id in step.inputs + step.outputs where graph[id].contents == nil {
        lifetimes[id.index].extend(to: position)
      }
    }
    for id in graph.outputs.flatMap(binding.storage.roots) {
      lifetimes[id.index] = (lifetimes[id.index]?.lowerBound ?? 0)...order.count
    }
    var (born, died) = (Array(repeating: 0, count: order.count + 2), [Int]())
    died = born
    for (bytes, lifetime) in zip(bytes, lifetimes) {
      guard let lifetime else { continue }
      born[lifetime.lowerBound + 1] += bytes
      died[lifetime.upperBound + 1] += bytes
    }
    for position in 1..<born.count {
      born[position] += born[position - 1]
      died[position] += died[position - 1]
    }
    (self.lifetimes, bornBefore, diedBefore) = (lifetimes, born, died)
  }

  subscript(id: TensorID) -> ClosedRange<Int>? { lifetimes[id.index] }

  /// Bytes of all tensors alive at any of the positions, but for those left out.
  func bytes(_ positions: Range<Int>, without: Set<TensorID>) -> Int {
    let total = bornBefore[positions.upperBound] - diedBefore[positions.lowerBound]
    return without.reduce(total) { total, id in
      guard let lifetime = self[id], lifetime.lowerBound < positions.upperBound,
        lifetime.upperBound >= positions.lowerBound
      else { return total }
      return total - bytes[id.index]
    }
  }

  /// Bytes of all tensors alive between the steps before and behind a position.
  func bytes(before position: Int) -> Int { bornBefore[position] - diedBefore[position] }

  /// Whether no step beside these positions reads a tensor.
  func isReadOnly(_ id: TensorID, in positions: Range<Int>) -> Bool {
    reads[id.index].map { positions.contains($0.lowerBound) && positions.contains($0.upperBound) }
      ?? true
  }

  /// Whether no step beside these positions writes a tensor.
  func isWrittenOnly(_ id: TensorID, in positions: Range<Int>) -> Bool {
    writes[id.index].map { positions.contains($0.lowerBound) && positions.contains($0.upperBound) }
      ?? true
  }
}

extension ClosedRange<Int>? {
  /// - Parameter position: not before the range.
  fileprivate mutating func extend(to position: Int) {
    self = (self?.lowerBound ?? position)...position
  }
}
