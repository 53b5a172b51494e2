internal import EdgeIR

/// Cuts an order of steps into stretches: steps that run whole, and streams.
///
/// Streams begin and end where little is alive; between such places all pairs are tried. For each
/// limit on the bytes of any stretch, dynamic programming finds the fastest cuts that keep it.
struct StreamSearch {
  /// One way to cut the order: the first position of every stretch.
  struct Cuts: Hashable {
    /// Most bytes of a stretch, as far as can be told before placement.
    var peakBytes: Int
    var cost: Int
    var starts: [Int]
  }

  private struct Stretch {
    var start, end: Int
    var peakBytes, cost: Int
    /// Whole tensors that lie in the stream's block.
    var absorbed: [TensorID] = []
  }

  let binding: Binding
  private let flow: RowFlow
  private let order: [Int]
  private let fed: [TensorID]
  /// By tensor: positions of the first write and the last use; nil for what is not in the arena.
  private var lifetimes: [ClosedRange<Int>?]
  /// By end.
  private var stretches: [[Stretch]] = []

  /// - Parameter fed: the graph inputs that come row by row.
  init(_ binding: Binding, order: [Int], fed: [TensorID]) {
    self.binding = binding
    self.order = order
    self.fed = fed
    flow = RowFlow(binding)
    lifetimes = Self.lifetimes(binding, order)
    stretches = Array(repeating: [], count: order.count + 1)
    for position in order.indices {
      if let stretch = whole(position) { stretches[position + 1].append(stretch) }
    }
    let cuts = self.cuts()
    for (index, start) in cuts.enumerated() {
      for end in cuts[(index + 1)...] {
        guard order[start..<end].allSatisfy({ flow.members[$0] != nil }) else { break }
        if let stretch = stream(start, end) { stretches[end].append(stretch) }
      }
    }
  }

  private static func lifetimes(_ binding: Binding, _ order: [Int]) -> [ClosedRange<Int>?] {
    let graph = binding.graph
    var lifetimes = [ClosedRange<Int>?](repeating: nil, count: graph.tensors.count)
    for id in graph.inputs.flatMap(binding.storage.roots) { lifetimes[id.index] = -1 ... -1 }
    for (position, step) in order.enumerated() {
      let step = binding.steps[step]
      for id in step.inputs + step.outputs where graph[id].contents == nil {
        lifetimes[id.index] = (lifetimes[id.index]?.lowerBound ?? position)...position
      }
    }
    for id in graph.outputs.flatMap(binding.storage.roots) {
      lifetimes[id.index] = (lifetimes[id.index]?.lowerBound ?? 0)...order.count
    }
    return lifetimes
  }

  // MARK: Stretches

  /// Bytes of all tensors alive at any of the positions, but for those left out.
  private func bytes(_ positions: Range<Int>, without: Set<TensorID>) -> Int {
    var total = 0
    for (index, lifetime) in lifetimes.enumerated() {
      guard let lifetime, lifetime.lowerBound < positions.upperBound,
        lifetime.upperBound >= positions.lowerBound, !without.contains(TensorID(index))
      else { continue }
      total += binding.graph.tensors[index].type.bytes
    }
    return total
  }

  private func isFedRead(_ positions: Range<Int>) -> Bool {
    positions.contains { !Set(binding.steps[order[$0]].inputs).isDisjoint(with: fed) }
  }

  private func whole(_ position: Int) -> Stretch? {
    guard !isFedRead(position..<position + 1) else { return nil }
    let step = binding.steps[order[position]]
    var saved = 0
    for (index, output) in step.outputs.enumerated() {
      for input in Set(step.inputs) {
        guard lifetimes[output.index]?.lowerBound == position,
          lifetimes[input.index]?.upperBound == position, input != output
        else { continue }
        let sizes = (
          input: binding.graph[input].type.bytes, output: binding.graph[output].type.bytes
        )
        let distance = OverlapDistance(step, input: input, output: index, bytes: sizes)
        let least = min(distance.upwards, distance.downwards ?? .max)
        guard least < sizes.output else { continue }
        saved = max(saved, sizes.input + sizes.output - max(sizes.input + least, sizes.output))
      }
    }
    let alive = bytes(position..<position + 1, without: Set(fed))
    return Stretch(
      start: position, end: position + 1,
      peakBytes: alive + step.call.scratchBytes - saved,
      cost: TimeEstimate.overhead(step.call, calls: 1))
  }

  private func stream(_ start: Int, _ end: Int) -> Stretch? {
    guard let graph = streamGraph(start, end) else { return nil }
    let run = StreamRun(graph)
    let calls = graph.members.compactMap(\.step).map { binding.steps[$0].call }
    let extra = Stream.counterBytes * calls.count + (calls.map(\.scratchBytes).max() ?? 0)
    let cost = calls.reduce(0) { sum, call in
      sum + TimeEstimate.overhead(call, calls: call.rows)
    }
    let around = Set(graph.inner).union(fed)
    let stretches = absorbable(graph, start, end).map { absorbed in
      let held = StreamTimeline(graph, run, absorbing: absorbed).heldBytes.max() ?? 0
      let alive = bytes(start..<end, without: around.union(absorbed))
      let saved = absorbed.isEmpty ? saving(graph, run, end) : 0
      return Stretch(
        start: start, end: end, peakBytes: alive + extra + held - saved, cost: cost,
        absorbed: absorbed)
    }
    return stretches.min { $0.peakBytes < $1.peakBytes }
  }

  /// The choices of whole tensors that may lie in a stream's block: none, the largest input that dies
  /// there, the largest output that begins there, or both where nothing else reads the input or
  /// writes the output: a buffer is read when all have written it.
  private func absorbable(_ graph: StreamGraph, _ start: Int, _ end: Int) -> [[TensorID]] {
    func largest(_ ids: [TensorID]) -> TensorID? {
      ids.max { (binding.graph[$0].type.bytes, $1) < (binding.graph[$1].type.bytes, $0) }
    }
    let input = largest(
      graph.inputs.filter { id in (lifetimes[id.index]?.upperBound ?? end) < end })
    let output = largest(
      graph.outputs.filter { id in (lifetimes[id.index]?.lowerBound ?? -1) >= start })
    var choices: [[TensorID]] = [[]]
    if let input { choices.append([input]) }
    if let output { choices.append([output]) }
    if let input, let output {
      let others = order.indices.filter { !(start..<end).contains($0) }
        .map { binding.steps[order[$0]] }
      if !others.contains(where: { $0.inputs.contains(input) || $0.outputs.contains(output) }) {
        choices.append([input, output])
      }
    }
    return choices
  }

  /// Bytes that outputs over dying inputs save.
  private func saving(_ graph: StreamGraph, _ run: StreamRun, _ end: Int) -> Int {
    var saved = 0
    for (output, leads) in zip(graph.outputs, run.leads) {
      for (input, lead) in zip(graph.inputs, leads)
      where (lifetimes[input.index]?.upperBound ?? end) < end {
        let sizes = (binding.graph[input].type.bytes, binding.graph[output].type.bytes)
        saved = max(saved, sizes.0 + sizes.1 - max(sizes.0 + lead, sizes.1))
      }
    }
    return saved
  }

  /// Nil where some step cannot work row by row, or a fed tensor is read before or behind.
  private func streamGraph(_ start: Int, _ end: Int) -> StreamGraph? {
    let read = fed.filter { id in
      (start..<end).contains { binding.steps[order[$0]].inputs.contains(id) }
    }
    guard read.isEmpty || start == 0,
      read.allSatisfy({ (lifetimes[$0.index]?.upperBound ?? end) < end })
    else { return nil }
    return StreamGraph(Array(order[start..<end]), flow, fed: read) { id in
      guard !fed.contains(id), let lifetime = lifetimes[id.index] else { return !fed.contains(id) }
      return lifetime.lowerBound < start || lifetime.upperBound >= end
    }
  }

  // MARK: Cuts

  /// Where streams may begin and end: where less is alive than beside, compared with what lies around.
  private func cuts() -> [Int] {
    let count = order.count
    let alive = (0...count).map { cut in
      lifetimes.enumerated().reduce(0) { sum, entry in
        guard let lifetime = entry.element, lifetime.lowerBound < cut, lifetime.upperBound >= cut
        else { return sum }
        return sum + binding.graph.tensors[entry.offset].type.bytes
      }
    }
    let inner = (0...count).filter { cut in
      cut > 0 && cut < count && alive[cut] <= alive[cut - 1] && alive[cut] <= alive[cut + 1]
    }
    let height = { (cut: Int) in
      let around = alive[max(0, cut - Self.surroundings)...min(count, cut + Self.surroundings)]
      return Double(alive[cut]) / Double(max(around.max() ?? 1, 1))
    }
    let lowest = inner.sorted { (height($0), $0) < (height($1), $1) }.prefix(Self.mostCuts)
    return ([0, min(1, count), count] + lowest).reduce(into: Set()) { $0.insert($1) }.sorted()
  }

  private static let surroundings = 8
  private static let mostCuts = 40

  /// The fastest cuts for each limit that makes a difference, the fastest of all first. Empty where
  /// the fed tensor cannot be read row by row.
  func frontier() -> [Cuts] {
    var found: [Cuts] = []
    var limit = Int.max
    while let cuts = fastest(below: limit) {
      found.append(cuts)
      limit = cuts.peakBytes
    }
    return found
  }

  /// The fastest cuts with fewer bytes than `limit` in every stretch; of several, those with the least.
  private func fastest(below limit: Int) -> Cuts? {
    var best: [(cost: Int, peakBytes: Int, from: Int)?] = Array(
      repeating: nil, count: order.count + 1)
    best[0] = (0, 0, 0)
    for end in stretches.indices.dropFirst() {
      for stretch in stretches[end] where stretch.peakBytes < limit {
        guard let before = best[stretch.start] else { continue }
        let cost = before.cost + stretch.cost
        let peak = max(before.peakBytes, stretch.peakBytes)
        if let known = best[end], (known.cost, known.peakBytes) <= (cost, peak) { continue }
        best[end] = (cost, peak, stretch.start)
      }
    }
    guard let last = best[order.count], last.peakBytes < limit else { return nil }
    var starts: [Int] = []
    var end = order.count
    while end > 0, let entry = best[end] {
      starts.append(entry.from)
      end = entry.from
    }
    return Cuts(peakBytes: last.peakBytes, cost: last.cost, starts: starts.reversed())
  }

  /// Which whole tensors lie in streams' blocks.
  enum Absorption: CaseIterable {
    /// All that help, also the output of one stream that is the input of the next: one buffer then
    /// holds the blocks of both.
    case shared
    /// All that help, each in one block.
    case apart
    case none
  }

  /// The units that cuts stand for.
  func units(_ cuts: Cuts, alignment: Int, _ absorption: Absorption) -> [Unit] {
    var absorbed: [TensorID: Bool] = [:]
    return zip(cuts.starts, cuts.starts.dropFirst() + [order.count]).flatMap {
      start, end -> [Unit] in
      if end == start + 1, !isFedRead(start..<end) { return [.step(order[start])] }
      guard let graph = streamGraph(start, end) else { return [] }
      var wanted = absorption == .none ? [] : known(start, end)?.absorbed ?? []
      let writes = wanted.contains { graph.outputs.contains($0) }
      wanted.removeAll { id in
        // A stream that reads the buffer it shares cannot come before another that writes it.
        guard let wasRead = absorbed[id] else { return false }
        return absorption == .apart || writes && wasRead
      }
      let reads = wanted.contains { graph.inputs.contains($0) }
      for id in wanted { absorbed[id] = reads }
      return [.stream(Stream(graph, binding, alignment: alignment, absorbing: wanted))]
    }
  }

  /// The absorptions that make a difference.
  func absorptions(_ cuts: Cuts) -> [Absorption] {
    let wanted = zip(cuts.starts, cuts.starts.dropFirst() + [order.count]).flatMap { start, end in
      known(start, end)?.absorbed ?? []
    }
    guard !wanted.isEmpty else { return [.none] }
    return Set(wanted).count == wanted.count ? [.apart, .none] : Absorption.allCases
  }

  private func known(_ start: Int, _ end: Int) -> Stretch? {
    stretches[end].last { $0.start == start }
  }
}
