import EdgeCompiler
import EdgeIR

/// `edgerun.explain/1`: what fills the arena at its peak, and which levers empty it.
struct ExplainReport: Encodable {
  struct Live: Encodable {
    var name: String
    var bytes: Int
    var kind: Plan.Buffer.Kind
  }

  struct Peak: Encodable {
    /// Position in the schedule.
    var step: Int
    var name: String
    var op: String
    var liveBytes: Int
    /// The largest first; those that lie over one another count once in `liveBytes`.
    var live: [Live]
  }

  /// The arena at each level.
  struct Levels: Encodable {
    var file: Int
    var order: Int
    var rewrite: Int
    var stream: Int
    /// At level stream, the first input fed row by row.
    var streamInput: Int
  }

  struct Lever: Encodable {
    var lever: Ladder.Lever
    /// With this lever and all before it.
    var arenaBytes: Int
    var savedBytes: Int
    /// Whether the plan at hand pulls it.
    var used: Bool
  }

  /// What would make the arena smaller.
  struct Advice: Encodable {
    /// As on the command line.
    var options: String
    var arenaBytes: Int
    var savedBytes: Int
  }

  let format = "edgerun.explain/1"
  var model: String
  var level: Level
  var streamInput: Bool
  var arenaBytes: Int
  var peakBytes: Int
  var lowerBoundBytes: Int
  var proved: Bool
  /// Of the graph that runs, and of the model's own.
  var macs: Int
  var modelMacs: Int
  var peak: Peak
  var levels: Levels
  var levers: [Lever]
  var passes: [Pipeline.Change]
  var virtualConcats: [String]
  var overlaps: Int
  var streams: [Plan.Stream]
  var advice: [Advice]

  /// - Parameters:
  ///   - plan: what is explained.
  ///   - ladder: of `graph` at the plan's alignment.
  ///   - graph: the model's own.
  init(_ plan: Plan, _ ladder: Ladder, _ graph: Graph) {
    model = plan.model
    level = plan.level
    streamInput = plan.streamInput
    arenaBytes = plan.arenaBytes
    peakBytes = plan.peakBytes
    lowerBoundBytes = plan.lowerBoundBytes
    proved = plan.proved
    macs = plan.macs
    modelMacs = graph.macs
    peak = Peak(plan)
    levels = Levels(
      file: ladder.arenaBytes(.file), order: ladder.arenaBytes(.order),
      rewrite: ladder.arenaBytes(.rewrite), stream: ladder.arenaBytes(.stream),
      streamInput: ladder.arenaBytes(.stream, feeds: true))
    levers = ladder.rungs.map { rung in
      Lever(
        lever: rung.lever, arenaBytes: rung.arenaBytes, savedBytes: rung.savedBytes,
        used: rung.lever.isUsed(by: plan))
    }
    passes = plan.passes
    virtualConcats = plan.virtualConcats
    overlaps = plan.sharing.count
    streams = plan.streams
    advice = ladder.advice(for: plan)
  }
}

extension ExplainReport.Peak {
  /// The first of the steps with most bytes live; without a name where there are no steps.
  fileprivate init(_ plan: Plan) {
    let busiest = plan.busiestStep
    step = busiest?.index ?? 0
    name = busiest?.name ?? ""
    op = busiest?.op ?? ""
    liveBytes = busiest?.liveBytes ?? plan.peakBytes
    let position = step
    live = plan.buffers.filter { $0.firstStep <= position && position <= $0.lastStep }
      .sorted { ($1.bytes, $0.name) < ($0.bytes, $1.name) }
      .map { ExplainReport.Live(name: $0.name, bytes: $0.bytes, kind: $0.kind) }
  }
}

extension Ladder.Lever {
  fileprivate func isUsed(by plan: Plan) -> Bool {
    switch self {
    case .file: true
    case .order: plan.level != .file
    case .passes: !plan.passes.isEmpty
    case .overlap: !plan.sharing.isEmpty
    case .virtualConcat: !plan.virtualConcats.isEmpty
    case .recomputation: plan.extraMacs > 0
    case .streaming: plan.streams.contains { !$0.members.isEmpty }
    case .feeding: plan.streamInput
    }
  }
}

extension Ladder {
  /// Other options that lead to a smaller arena, each smaller than the one before.
  fileprivate func advice(for plan: Plan) -> [ExplainReport.Advice] {
    var ways = Level.allCases.map { (options: "--level \($0.rawValue)", bytes: arenaBytes($0)) }
    let feeding = plan.level == .stream ? "--stream-input" : "--level stream --stream-input"
    ways.append((options: feeding, bytes: arenaBytes(.stream, feeds: true)))
    if plan.level == .stream, !plan.streamInput {
      ways[ways.count - 2].options = "no --budget"
    }
    var least = plan.arenaBytes
    return ways.compactMap { way in
      guard way.bytes < least else { return nil }
      least = way.bytes
      return ExplainReport.Advice(
        options: way.options, arenaBytes: way.bytes, savedBytes: plan.arenaBytes - way.bytes)
    }
  }
}
