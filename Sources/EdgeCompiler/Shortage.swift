/// Where a plan breaks its budget: the step that needs the most, and what is live there.
package struct Shortage: Hashable, Sendable {
  package struct LiveBuffer: Hashable, Sendable {
    package var name: String
    package var bytes: Int
  }

  package var budgetBytes: Int
  package var arenaBytes: Int
  package var level: Level
  /// Whether the first input has rows, and is there as a whole.
  package var mayFeed: Bool
  /// Name and position of the step whose memory reaches highest; of several, the one with most
  /// live.
  package var step: String
  package var position: Int
  package var liveBytes: Int
  /// The largest first.
  package var live: [LiveBuffer]
  /// Whether the search for a smaller plan ended before it was done.
  package var isCutShort: Bool

  /// Nil when the plan fits.
  package init?(_ plan: Plan, budgetBytes: Int, isCutShort: Bool = false, mayFeed: Bool) {
    guard plan.arenaBytes > budgetBytes else { return nil }
    let highest = plan.buffers.max {
      ($0.offset + $0.bytes, $1.firstStep) < ($1.offset + $1.bytes, $0.firstStep)
    }
    let reached = highest.map { plan.steps[min($0.firstStep, plan.steps.count)...] } ?? []
    let crowded = reached.prefix { $0.index <= highest?.lastStep ?? 0 }
      .max { ($0.liveBytes, $1.index) < ($1.liveBytes, $0.index) }
    let position = crowded?.index ?? 0
    self.budgetBytes = budgetBytes
    self.isCutShort = isCutShort
    arenaBytes = plan.arenaBytes
    level = plan.level
    self.mayFeed = mayFeed
    step = crowded?.name ?? ""
    self.position = position
    liveBytes = crowded?.liveBytes ?? 0
    live = plan.buffers.filter { $0.firstStep <= position && position <= $0.lastStep }
      .sorted { ($1.bytes, $0.name) < ($0.bytes, $1.name) }
      .map { LiveBuffer(name: $0.name, bytes: $0.bytes) }
  }
}

extension Shortage: CustomStringConvertible {
  package var description: String {
    let listed = live.prefix(8).map { "\"\($0.name)\" \($0.bytes)" }.joined(separator: ", ")
    let more = live.count > 8 ? " and \(live.count - 8) more" : ""
    let gaps =
      liveBytes < arenaBytes ? "; the rest is lost to gaps between buffers" : ""
    return "the plan needs an arena of \(arenaBytes) bytes, \(arenaBytes - budgetBytes) more than "
      + "the budget of \(budgetBytes); at step \(position), \"\(step)\", \(liveBytes) bytes are "
      + "live: \(listed)\(more)\(gaps); \(remedy)"
  }

  private var remedy: String {
    if level != .stream { return "--level stream may need less" }
    let least =
      isCutShort
      ? "less may work: the search was cut short"
      : "the least that works is \(arenaBytes) bytes"
    return mayFeed ? "\(least); --stream-input may need less" : least
  }
}
