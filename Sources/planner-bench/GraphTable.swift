import Foundation

/// The networks of `graphs/` at every level, beside what is known of them.
enum GraphTable {
  /// A figure and what it is measured against; `limit` is the ratio above which it misses.
  private struct Mark {
    var way: LevelPlans.Way
    var name: String
    var known: Int?
    var limit: Double
  }

  /// Every column of ratios has what it is against on its left.
  private static let headings = [
    "graph", "order", "optimum", "ratio", "rewrite", "v.concat", "ratio", "+ overlap", "ratio",
    "stream", "ideal", "ratio", "fed", "ideal", "ratio", "order ms", "rewr. ms", "strm. ms",
    "fed ms", "marks",
  ]

  static func print(_ shared: URL) throws {
    let folder = shared.appending(path: "graphs")
    Table.row(headings, width: 10)
    for (name, peaks) in try KnownPeaks.all(in: folder) {
      let file = try GraphFile.read(folder.appending(path: name + ".json"))
      let plans = LevelPlans(try NetworkBuilder.graph(of: file))
      let missed = marks(file, peaks).filter { mark in
        plans.ratio(mark.way, to: mark.known).map { $0 > mark.limit } ?? false
      }
      Table.row(cells(name, plans, peaks) + [missed.map(\.name).joined(separator: " ")], width: 10)
      plans.printFailures()
      for way in LevelPlans.Way.allCases where missed.contains(where: { $0.way == way }) {
        Swift.print("  \(way): \(plans.bottleneck(way))")
      }
    }
  }

  /// Where convolutions read several tensors, the optimum has no concatenation in front of them as
  /// level order must.
  private static func marks(_ file: GraphFile, _ peaks: KnownPeaks) -> [Mark] {
    let optimum = file.hasImpliedConcatenations ? nil : peaks.optimum
    return [
      Mark(way: .order, name: "order", known: optimum, limit: 1),
      Mark(way: .rewrite, name: "concat", known: peaks.virtualConcat, limit: 1),
      Mark(way: .rewrite, name: "overlap", known: peaks.virtualConcatOverlap, limit: 1.05),
      Mark(way: .stream, name: "stream", known: peaks.rowStreamingInputResident, limit: 1.1),
      Mark(way: .fed, name: "fed", known: peaks.streamPrefixThenOpwiseInputStreamed, limit: 1.1),
    ]
  }

  private static func cells(_ name: String, _ plans: LevelPlans, _ peaks: KnownPeaks) -> [String] {
    func arena(_ way: LevelPlans.Way) -> String { plans.arena(way).map(String.init) ?? "FAILED" }
    func beside(_ way: LevelPlans.Way, _ known: Int?) -> [String] {
      let ratio = plans.ratio(way, to: known).map { Table.format($0, digits: 3) }
      return [known.map(String.init) ?? "-", ratio ?? "-"]
    }
    return [name, arena(.order)] + beside(.order, peaks.optimum)
      + [arena(.rewrite)] + beside(.rewrite, peaks.virtualConcat)
      + beside(.rewrite, peaks.virtualConcatOverlap)
      + [arena(.stream)] + beside(.stream, peaks.rowStreamingInputResident)
      + [arena(.fed)] + beside(.fed, peaks.streamPrefixThenOpwiseInputStreamed)
      + plans.spent([.order, .rewrite, .stream, .fed])
  }
}
