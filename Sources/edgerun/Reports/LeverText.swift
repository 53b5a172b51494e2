import EdgeCompiler

/// What a plan did about its memory beside ordering and placing.
struct LeverText {
  private let plan: Plan
  private static let longestList = 6

  init(_ plan: Plan) { self.plan = plan }

  var lines: [String] {
    plan.passes.map { "pass    \($0.text)" } + overlaps + concats + plan.streams.flatMap(lines)
  }

  private var overlaps: [String] {
    guard !plan.sharing.isEmpty else { return [] }
    return ["overlap \(counted(plan.sharing.count, "output")) over inputs that die there"]
  }

  private var concats: [String] {
    let names = plan.virtualConcats
    guard !names.isEmpty else { return [] }
    let shown = names.prefix(Self.longestList).map(\.shortened).joined(separator: ", ")
    let more = names.count > Self.longestList ? " and \(names.count - Self.longestList) more" : ""
    return ["concat  \(names.count) never put together: \(shown)\(more)"]
  }

  private func lines(_ stream: Plan.Stream) -> [String] {
    let block = plan.buffers.first { $0.kind == .scratch && $0.firstStep == stream.step }
    let name = plan.steps[stream.step].name
    let band = stream.bands.max() ?? 1
    let pace = band > 1 ? "by up to \(band) rows" : "row by row"
    let header =
      "stream  step \(stream.step), \(counted(stream.members.count, "operator")) \(pace) in "
      + "\(grouped(block?.bytes ?? 0)) bytes: \(name)"
    let rings = stream.rings.map { ring in
      "\(counted(ring.rows, "row")) of \(ring.name.shortened) \(grouped(ring.bytes))"
    }
    return [header] + columns(rings).map { "        " + $0 }
  }
}

extension Pipeline.Change {
  /// `remove dead channels: 3 nodes and 1,234 MACs less`, `distribute over concat: 13 nodes more`.
  var text: String {
    guard nodesRemoved >= 0 else {
      let macs = macsSaved < 0 ? " and \(grouped(-macsSaved)) MACs" : ""
      return "\(pass): \(counted(-nodesRemoved, "node"))\(macs) more"
    }
    return "\(pass): \(counted(nodesRemoved, "node")) and \(grouped(macsSaved)) MACs less"
  }
}
