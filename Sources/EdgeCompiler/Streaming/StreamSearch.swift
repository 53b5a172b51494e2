internal import EdgeIR

/// Cuts an order of steps into stretches: steps that run whole, and streams.
///
/// Streams begin and end where little is alive; between such places all pairs are tried. For each
/// limit on the bytes of any stretch, dynamic programming finds the fastest cuts that keep it.
struct StreamSearch {
  /// One way to cut the order.
  struct Cuts {
    /// Most bytes of a stretch, as far as can be told before placement.
    var peakBytes: Int
    var cost: Int
    fileprivate var stretches: [Stretch]
  }

  /// A step on whole tensors, or a stream.
  fileprivate struct Stretch: Hashable {
    var start, end: Int
    var peakBytes, cost: Int
    /// Rows that the members of a stream compute at a time; 0 of a step on whole tensors.
    var band = 0
    /// Whole tensors that lie in the stream's block.
    var absorbed: [TensorID] = []
  }

  let binding: Binding
  private let flow: RowFlow
  private let order: [Int]
  private let fed: [TensorID]
  private let alignment: Int
  private let lifetimes: TensorLifetimes
  /// Where streams begin and end, ascending.
  private var cuts: [Int] = []
  /// By end.
  private var stretches: [[Stretch]] = []
  /// Ways to cut have streams in common, and placing their rows takes long: copies of a search
  /// share what is placed.
  private final class Placed {
    var streams: [Stretch: Stream] = [:]
  }
  private let placed = Placed()

  /// - Parameters:
  ///   - fed: the graph inputs that come row by row.
  ///   - alignment: of every row and tensor, in bytes.
  init(_ binding: Binding, order: [Int], fed: [TensorID], alignment: Int) {
    self.binding = binding
    self.order = order
    self.fed = fed
    self.alignment = alignment
    flow = RowFlow(binding)
    lifetimes = TensorLifetimes(binding, order)
    stretches = Array(repeating: [], count: order.count + 1)
    for position in order.indices {
      if let stretch = whole(position) { stretches[position + 1].append(stretch) }
    }
    cuts = Set([0, min(1, order.count), order.count]).sorted()
    addStreams(except: [])
  }

  /// Looks also at streams that begin and end where little is alive, as far as that is no more than
  /// `limit`.
  mutating func addCuts(within limit: Int) {
    let known = Set(cuts)
    cuts = known.union(lowestCuts(within: limit)).sorted()
    addStreams(except: known)
  }

  /// The streams from cut to cut, but for those between two that are known.
  private mutating func addStreams(except known: Set<Int>) {
    for (index, start) in cuts.enumerated() {
      for end in cuts[(index + 1)...] {
        guard order[start..<end].allSatisfy({ flow.members[$0] != nil }) else { break }
        guard !known.contains(start) || !known.contains(end),
          let graph = streamGraph(start, end)
        else { continue }
        stretches[end].append(stream(graph, start, end, band: 1))
      }
    }
  }

  // MARK: Stretches

  private func isFedRead(_ positions: Range<Int>) -> Bool {
    positions.contains { !Set(binding.steps[order[$0]].inputs).isDisjoint(with: fed) }
  }

  private func whole(_ position: Int) -> Stretch? {
    guard !isFedRead(position..<position + 1) else { return nil }
    let step = binding.steps[order[position]]
    var saved = 0
    for (index, output) in step.outputs.enumerated() {
      for input in Set(step.inputs) {
        guard lifetimes[output]?.lowerBound == position,
          lifetimes[input]?.upperBound == position, input != output
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
    let alive = lifetimes.bytes(position..<position + 1, without: Set(fed))
    return Stretch(
      start: position, end: position + 1,
      peakBytes: alive + step.call.scratchBytes - saved,
      cost: TimeEstimate.overhead(step.call, calls: 1))
  }

  /// Looks also at streams whose members compute two, four and more rows at a time, as far as they
  /// need no more bytes than `limit`.
  mutating func addBands(within limit: Int) {
    for end in stretches.indices {
      for narrow in stretches[end] where narrow.band == 1 && narrow.peakBytes <= limit {
        guard let graph = streamGraph(narrow.start, end) else { continue }
        let rows = graph.members.map(\.rows).max() ?? 1
        var last = narrow
        while last.peakBytes <= limit, 2 * last.band < rows {
          last = stream(graph, narrow.start, end, band: 2 * last.band)
          stretches[end].append(last)
        }
      }
    }
  }

  private func stream(_ graph: StreamGraph, _ start: Int, _ end: Int, band: Int) -> Stretch {
    let graph = graph.computing(band)
    let run = StreamRun(graph)
    let calls = graph.members.compactMap(\.step).map { binding.steps[$0].call }
    let extra = Stream.counterBytes * calls.count + (calls.map(\.scratchBytes).max() ?? 0)
    let cost = TimeEstimate.overhead(graph, binding)
    let around = lifetimes.bytes(start..<end, without: Set(graph.inner).union(fed))
    var best = Stretch(start: start, end: end, peakBytes: .max, cost: cost, band: band)
    for absorbed in absorbable(graph, start, end) {
      let held = StreamTimeline(graph, run, absorbing: absorbed).heldBytes.max() ?? 0
      let alive = around - absorbed.reduce(0) { $0 + binding.graph[$1].type.bytes }
      let saved = absorbed.isEmpty ? saving(graph, run, end) : 0
      let peak = alive + extra + held - saved
      if peak < best.peakBytes { (best.peakBytes, best.absorbed) = (peak, absorbed) }
    }
    return best
  }

  /// The choices of whole tensors that may lie in a stream's block: none, the largest input that
  /// dies there, the largest output that begins there, or both where nothing else reads the input
  /// or writes the output: a buffer is read when all have written it.
  private func absorbable(_ graph: StreamGraph, _ start: Int, _ end: Int) -> [[TensorID]] {
    func largest(_ ids: [TensorID]) -> TensorID? {
      ids.max { (binding.graph[$0].type.bytes, $1) < (binding.graph[$1].type.bytes, $0) }
    }
    let input = largest(
      graph.inputs.filter { id in (lifetimes[id]?.upperBound ?? end) < end })
    let output = largest(
      graph.outputs.filter { id in (lifetimes[id]?.lowerBound ?? -1) >= start })
    var choices: [[TensorID]] = [[]]
    if let input { choices.append([input]) }
    if let output { choices.append([output]) }
    if let input, let output, lifetimes.isReadOnly(input, in: start..<end),
      lifetimes.isWrittenOnly(output, in: start..<end)
    {
      choices.append([input, output])
    }
    return choices
  }

  /// Bytes that outputs over dying inputs save.
  private func saving(_ graph: StreamGraph, _ run: StreamRun, _ end: Int) -> Int {
    var saved = 0
    for (output, leads) in zip(graph.outputs, run.leads) {
      for (input, lead) in zip(graph.inputs, leads)
      where (lifetimes[input]?.upperBound ?? end) < end {
        let sizes = (binding.graph[input].type.bytes, binding.graph[output].type.bytes)
        saved = max(saved, sizes.0 + sizes.1 - max(sizes.0 + lead, sizes.1))
      }
    }
    return saved
  }

  /// Nil where some step cannot work row by row, a fed tensor is read before or behind, or it is a
  /// single step on whole tensors.
  private func streamGraph(_ start: Int, _ end: Int) -> StreamGraph? {
    let read = fed.filter { id in
      (start..<end).contains { binding.steps[order[$0]].inputs.contains(id) }
    }
    guard end > start + 1 || !read.isEmpty, read.isEmpty || start == 0,
      read.allSatisfy({ (lifetimes[$0]?.upperBound ?? end) < end })
    else { return nil }
    return StreamGraph(Array(order[start..<end]), flow, fed: read) { id in
      guard !fed.contains(id), let lifetime = lifetimes[id] else { return !fed.contains(id) }
      return lifetime.lowerBound < start || lifetime.upperBound >= end
    }
  }

  // MARK: Cuts

  /// Where less is alive than beside, compared with what lies around.
  private func lowestCuts(within limit: Int) -> some Sequence<Int> {
    let count = order.count
    let alive = (0...count).map(lifetimes.bytes(before:))
    let fedBytes = fed.reduce(0) { $0 + binding.graph[$1].type.bytes }
    let inner = (0...count).filter { cut in
      cut > 0 && cut < count && alive[cut] <= alive[cut - 1] && alive[cut] <= alive[cut + 1]
        && alive[cut] - fedBytes <= limit
    }
    let height = { (cut: Int) in
      let around = alive[max(0, cut - Self.surroundings)...min(count, cut + Self.surroundings)]
      return Double(alive[cut]) / Double(max(around.max() ?? 1, 1))
    }
    return inner.sorted { (height($0), $0) < (height($1), $1) }.prefix(Self.mostCuts)
  }

  private static let surroundings = 8
  private static let mostCuts = 40

  /// The fastest cuts for each limit, from `limit` down, that makes a difference, the fastest of
  /// all first. Empty where the fed tensor cannot be read row by row.
  func frontier(within limit: Int) -> [Cuts] {
    var (found, limit): ([Cuts], Int) = ([], limit)
    while let cuts = fastest(within: limit) {
      found.append(cuts)
      limit = cuts.peakBytes - 1
    }
    return found
  }

  /// The fastest cuts with at most `limit` bytes in every stretch; of several, those with the
  /// least.
  private func fastest(within limit: Int) -> Cuts? {
    var best: [(cost: Int, peakBytes: Int, stretch: Int)?] = Array(
      repeating: nil, count: order.count + 1)
    best[0] = (0, 0, 0)
    for end in stretches.indices.dropFirst() {
      for (index, stretch) in stretches[end].enumerated() where stretch.peakBytes <= limit {
        guard let before = best[stretch.start] else { continue }
        let cost = before.cost + stretch.cost
        let peak = max(before.peakBytes, stretch.peakBytes)
        if let known = best[end], (known.cost, known.peakBytes) <= (cost, peak) { continue }
        best[end] = (cost, peak, index)
      }
    }
    guard let last = best[order.count], last.peakBytes <= limit else { return nil }
    var chosen: [Stretch] = []
    var end = order.count
    while end > 0, let entry = best[end] {
      chosen.append(stretches[end][entry.stretch])
      end = stretches[end][entry.stretch].start
    }
    return Cuts(peakBytes: last.peakBytes, cost: last.cost, stretches: chosen.reversed())
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
  func units(_ cuts: Cuts, _ absorption: Absorption) -> [Unit] {
    var absorbed: [TensorID: Bool] = [:]
    return cuts.stretches.flatMap { stretch -> [Unit] in
      guard stretch.band > 0, let graph = streamGraph(stretch.start, stretch.end) else {
        return order[stretch.start..<stretch.end].map(Unit.step)
      }
      var wanted = absorption == .none ? [] : stretch.absorbed
      let writes = wanted.contains { graph.outputs.contains($0) }
      wanted.removeAll { id in
        // A stream that reads the buffer it shares cannot come before another that writes it.
        guard let wasRead = absorbed[id] else { return false }
        return absorption == .apart || writes && wasRead
      }
      let reads = wanted.contains { graph.inputs.contains($0) }
      for id in wanted { absorbed[id] = reads }
      var taken = stretch
      taken.absorbed = wanted
      return [.stream(stream(taken, graph))]
    }
  }

  private func stream(_ stretch: Stretch, _ graph: StreamGraph) -> Stream {
    if let known = placed.streams[stretch] { return known }
    let stream = Stream(
      graph.computing(stretch.band), binding, alignment: alignment, absorbing: stretch.absorbed)
    placed.streams[stretch] = stream
    return stream
  }

  /// The absorptions that make a difference.
  func absorptions(_ cuts: Cuts) -> [Absorption] {
    let wanted = cuts.stretches.flatMap(\.absorbed)
    guard !wanted.isEmpty else { return [.none] }
    return Set(wanted).count == wanted.count ? [.apart, .none] : Absorption.allCases
  }
}
