internal import EdgeIR

/// The figures that stand for the whole plan, and the ranges that all its numbers keep.
struct PlanHeader {
  private let plan: StatedPlan

  /// Sums and products of numbers up to this do not overflow.
  private static let largest = 1 << 31
  /// As programs have it.
  private static let largestArena = (1 << 29) - 1
  private static let largestAlignment = 4096

  init(_ plan: StatedPlan) { self.plan = plan }

  func check(_ graph: Graph, modelSHA256: String) throws(PlanFault) {
    try expect("format", "edgerun.plan/1", plan.format)
    try expect("modelSHA256", modelSHA256, plan.modelSHA256)
    try expect("model", graph.name, plan.model)
    guard ["file", "order", "rewrite", "stream"].contains(plan.level) else {
      throw .figure("level", expected: "file, order, rewrite or stream", found: plan.level)
    }
    try checkRanges()
    try checkCounts(graph)
    try checkFigures(graph)
  }

  private func expect<Value: Equatable>(_ name: String, _ expected: Value, _ found: Value)
    throws(PlanFault)
  {
    guard expected == found else {
      throw .figure(name, expected: "\(expected)", found: "\(found)")
    }
  }

  private func checkRanges() throws(PlanFault) {
    guard (0...Self.largestArena).contains(plan.arenaBytes) else {
      throw .figure(
        "arenaBytes", expected: "0 to \(Self.largestArena)", found: "\(plan.arenaBytes)")
    }
    let alignment = plan.alignment
    guard (1...Self.largestAlignment).contains(alignment), alignment & (alignment - 1) == 0 else {
      throw .figure("alignment", expected: "a power of two", found: "\(alignment)")
    }
    var numbers = plan.buffers.flatMap { [$0.offset, $0.bytes, $0.firstStep, $0.lastStep] }
    numbers += plan.views.flatMap { [$0.start, $0.block, $0.stride] }
    numbers += plan.sharing.map(\.distance)
    numbers += plan.steps.flatMap { [$0.index, $0.liveBytes] }
    for stream in plan.streams {
      numbers += [stream.step, stream.blockOffset, stream.blockBytes]
      numbers += [stream.countersOffset, stream.scratchOffset] + stream.sinks
      for ring in stream.rings { numbers += [ring.rows, ring.bytes] + ring.places }
      for need in stream.needs.joined() {
        let isFar = need.reach.magnitude > UInt(Self.largest)
        numbers += [need.stride, need.divisor &- 1, need.extent, isFar ? -1 : 0]
      }
    }
    for number in numbers where !(0...Self.largest).contains(number) {
      throw .figure("a number", expected: "0 to \(Self.largest)", found: "\(number)")
    }
  }

  /// Before anything takes time that grows with them.
  private func checkCounts(_ graph: Graph) throws(PlanFault) {
    for (position, step) in plan.steps.enumerated() {
      try expect("steps[\(position)].index", position, step.index)
    }
    let most = graph.tensors.count + plan.steps.count
    guard plan.buffers.count <= most else {
      throw .figure("buffers", expected: "at most \(most)", found: "\(plan.buffers.count)")
    }
    let positions = plan.streams.map(\.step)
    guard positions == Array(Set(positions)).sorted(),
      positions.allSatisfy(plan.steps.indices.contains)
    else { throw .figure("streams", expected: "ascending steps", found: "\(positions)") }
  }

  private func checkFigures(_ graph: Graph) throws(PlanFault) {
    try expect("arenaBytes", plan.buffers.map(\.range.upperBound).max() ?? 0, plan.arenaBytes)
    try expect("peakBytes", plan.steps.map(\.liveBytes).max() ?? plan.peakBytes, plan.peakBytes)
    try expect("weightsBytes", graph.weightsBytes, plan.weightsBytes)
    try expect("macs", graph.macs, plan.macs)
    let scratch = plan.buffers.filter { $0.kind == "scratch" }.map(\.bytes)
    try expect("scratchPeakBytes", scratch.max() ?? 0, plan.scratchPeakBytes)
    try expect("fits", plan.arenaBytes <= plan.budgetBytes ?? .max, plan.fits)
    try expect("proved", plan.arenaBytes == plan.lowerBoundBytes, plan.proved)
    guard plan.lowerBoundBytes <= plan.arenaBytes, plan.peakBytes <= plan.arenaBytes else {
      throw .figure(
        "lowerBoundBytes, peakBytes", expected: "at most the arena's \(plan.arenaBytes)",
        found: "\(plan.lowerBoundBytes), \(plan.peakBytes)")
    }
    var total = 0
    for step in plan.steps {
      let (sum, overflow) = total.addingReportingOverflow(step.macs)
      guard !overflow, step.macs >= 0 else {
        throw .figure("steps: macs", expected: "\(graph.macs)", found: "\(step.macs)")
      }
      total = sum
    }
    try expect("steps: macs", graph.macs, total)
    try checkLiveBytes()
  }

  /// No step has more bytes live than its buffers together.
  private func checkLiveBytes() throws(PlanFault) {
    var changes = [Int](repeating: 0, count: plan.steps.count + 2)
    for buffer in plan.buffers
    where buffer.firstStep <= buffer.lastStep && buffer.lastStep < plan.steps.count {
      changes[buffer.firstStep] += buffer.bytes
      changes[buffer.lastStep + 1] -= buffer.bytes
    }
    var live = 0
    for (position, step) in plan.steps.enumerated() {
      live += changes[position]
      guard step.liveBytes <= live else {
        throw .figure(
          "steps[\(position)].liveBytes", expected: "at most \(live)", found: "\(step.liveBytes)")
      }
    }
  }
}
