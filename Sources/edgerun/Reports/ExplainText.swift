import EdgeCompiler

/// An explanation for people.
struct ExplainText {
  private let report: ExplainReport
  private static let mostLive = 10

  init(_ report: ExplainReport) { self.report = report }

  var lines: [String] {
    let parts = [summary, peak, levels, levers, advice]
    return Array(parts.joined(separator: [""]))
  }

  private var summary: [String] {
    let fed = report.streamInput ? ", the input fed by rows" : ""
    let proof =
      report.proved
      ? report.level.isProofForAllPlans ? "optimal" : "no order of its steps needs less"
      : "no order needs less than \(grouped(report.lowerBoundBytes))"
    let macs =
      report.macs == report.modelMacs
      ? "\(grouped(report.macs)) MACs, as in the file"
      : "\(grouped(report.macs)) MACs, \(grouped(report.modelMacs)) in the file"
    return [
      "\(report.model): an arena of \(grouped(report.arenaBytes)) bytes at level "
        + "\(report.level.rawValue)\(fed), \(proof)",
      macs,
    ]
  }

  private var peak: [String] {
    let peak = report.peak
    let shown = peak.live.prefix(Self.mostLive)
    let sum = peak.live.map(\.bytes).reduce(0, +)
    let rest = peak.live.dropFirst(Self.mostLive).map(\.bytes)
    let more = rest.isEmpty ? [] : [row(rest.reduce(0, +), "\(rest.count) more: see --json")]
    let shared =
      sum > peak.liveBytes
      ? [row(peak.liveBytes - sum, "outputs over inputs that die here")] : []
    let gaps =
      report.arenaBytes > peak.liveBytes
      ? [row(report.arenaBytes - peak.liveBytes, "between buffers, at the arena's highest step")]
      : []
    let place =
      peak.op.isEmpty ? "without a step" : "at step \(peak.step), \"\(peak.name)\" (\(peak.op))"
    let header = "peak: \(grouped(peak.liveBytes)) bytes live \(place)"
    return [header] + shown.map { row($0.bytes, description($0)) } + more + shared + gaps + rings
  }

  private func description(_ live: ExplainReport.Live) -> String {
    switch live.kind {
    case .input: "\(live.name), the input"
    case .output: "\(live.name), an output"
    case .tensor: live.name
    case .scratch:
      report.streams.contains { $0.step == report.peak.step }
        ? "rings and scratch of the stream" : "scratch of \(live.name)"
    }
  }

  /// The rings of the stream that runs at the peak, the largest first.
  private var rings: [String] {
    guard let stream = report.streams.first(where: { $0.step == report.peak.step }) else {
      return []
    }
    let largest = stream.rings.sorted { ($1.bytes, $0.name) < ($0.bytes, $1.name) }
    let shown = largest.prefix(Self.mostLive).map { ring in
      row(ring.bytes, "  \(counted(ring.rows, "row")) of \(ring.name)")
    }
    let hidden = largest.count - shown.count
    return ["  the stream's rings, of which not all hold rows at once:"] + shown
      + (hidden > 0 ? ["  and \(hidden) more: see --json"] : [])
  }

  private var levels: [String] {
    let levels = report.levels
    let entries = [
      ("file", levels.file), ("order", levels.order), ("rewrite", levels.rewrite),
      ("stream", levels.stream), ("stream, fed", levels.streamInput),
    ]
    let columns = entries.map { name, bytes in
      (name, grouped(bytes), max(name.count, grouped(bytes).count) + 2)
    }
    return [
      "level".padded(to: 8) + columns.map { $0.0.rightAligned(to: $0.2) }.joined(),
      "arena".padded(to: 8) + columns.map { $0.1.rightAligned(to: $0.2) }.joined(),
    ]
  }

  private var levers: [String] {
    let header = "lever".padded(to: 50) + "saves".rightAligned(to: 12)
    let rows = report.levers.dropFirst().map { lever in
      let row = lever.description.padded(to: 50) + grouped(lever.savedBytes).rightAligned(to: 12)
      let details = report.passes.filter {
        ($0.macsSaved < 0 ? .recomputation : .passes) == lever.lever
      }
      return [row + (lever.used ? "" : "  not used")] + details.map { "  \($0.text)" }
    }
    return [header] + rows.joined()
  }

  private var advice: [String] {
    guard !report.advice.isEmpty else { return ["nothing else would make the arena smaller"] }
    return report.advice.map { advice in
      "\(advice.options) would save \(grouped(advice.savedBytes)) bytes: an arena of "
        + grouped(advice.arenaBytes)
    }
  }

  private func row(_ bytes: Int, _ what: String) -> String {
    grouped(bytes).rightAligned(to: 12) + "  " + what
  }
}

extension ExplainReport.Lever {
  fileprivate var description: String {
    switch lever {
    case .file: "the file's order"
    case .order: "the best order"
    case .passes: "nodes and channels removed"
    case .overlap: "outputs over inputs that die"
    case .virtualConcat: "concats and slices without copies"
    case .recomputation: "computing tensors again (--max-extra-macs)"
    case .streaming: "row by row"
    case .feeding: "feeding the input by rows (--stream-input)"
    }
  }
}
