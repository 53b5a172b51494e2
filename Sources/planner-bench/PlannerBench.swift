import EdgeCompiler
import EdgePlanning
import Foundation

/// Prints how well and how fast the planner does on known and on random instances, and how much
/// memory whole networks take at every level.
///
/// The instances of others are read from `EDGERUN_SHARED`, by default `../shared`. Arguments select
/// tables; none means all.
@main
struct PlannerBench {
  static let tables: [(name: String, print: @Sendable (URL) throws -> Void)] = [
    ("orders", knownGraphs), ("overlaps", overlappingGraphs), ("gaps", gaps),
    ("random", randomGraphs),
    ("minimalloc", minimalloc), ("perfect", perfectPackings), ("graphs", GraphTable.print),
    ("models", ModelTable.print), ("shipped", ShippedTable.print), ("budgets", BudgetTable.print),
    ("times", TimeTable.print),
  ]

  static func main() throws {
    let environment = ProcessInfo.processInfo.environment
    let shared = URL(fileURLWithPath: environment["EDGERUN_SHARED"] ?? "../shared")
    let chosen = Set(CommandLine.arguments.dropFirst())
    for table in tables where chosen.isEmpty || chosen.contains(table.name) {
      print("\n\(table.name)")
      let (_, milliseconds) = try Table.timed { try table.print(shared) }
      print("\(table.name): \(Table.format(milliseconds)) ms in all")
    }
  }

  private static func knownGraphs(_ shared: URL) throws {
    let folder = shared.appending(path: "graphs")
    Table.row([
      "graph", "steps", "peak", "optimum", "proved", "states", "arena", "cpu ms", SoftBudget.name,
      "proved", "cpu ms",
    ])
    var (total, others) = (0.0, 0.0)
    for (name, known) in try KnownPeaks.all(in: folder) {
      let problem = try GraphFile.read(folder.appending(path: name + ".json")).problem()
      let (plan, milliseconds) = Table.timed { MemoryPlanner().plan(problem) }
      total += milliseconds
      let schedule = plan.schedule
      let verdict = schedule.peakBytes == known.optimum && schedule.isProved ? "yes" : "NO"
      let (other, otherMilliseconds) = Table.timed { SoftBudget().schedule(problem) }
      others += otherMilliseconds
      Table.row([
        name, "\(problem.steps.count)", "\(schedule.peakBytes)", "\(known.optimum)", verdict,
        "\(schedule.states)", arena(plan.layout, peak: schedule.peakBytes),
        Table.format(milliseconds), "\(other.peakBytes)", other.isProved ? "yes" : "no",
        Table.format(otherMilliseconds),
      ])
    }
    Table.row([
      "total", "", "", "", "", "", "", Table.format(total), "", "", Table.format(others),
    ])
  }

  private static func overlappingGraphs(_ shared: URL) throws {
    let folder = shared.appending(path: "graphs")
    Table.row(["graph", "steps", "peak", "bound", "arena", "above peak", "cpu ms"])
    for (name, _) in try KnownPeaks.all(in: folder) {
      let problem = try GraphFile.read(folder.appending(path: name + ".json"))
        .problem(isOverlapping: true)
      let (plan, milliseconds) = Table.timed { MemoryPlanner().plan(problem) }
      try report(name, problem, plan, milliseconds)
    }
    var worst: [Int] = []
    for seed in 1...40 as ClosedRange<UInt64> {
      let problem = FeatureMaps.network(blocks: 8, seed: seed)
      let (plan, milliseconds) = Table.timed { MemoryPlanner().plan(problem) }
      try report(problem.name, problem, plan, milliseconds)
      worst.append(plan.layout.arenaBytes - plan.schedule.peakBytes)
    }
    worst.sort()
    Table.row([
      "median and most", "", "", "", "", "\(worst[worst.count / 2]) \(worst.last ?? 0)", "",
    ])
  }

  private static func report(
    _ name: String, _ problem: MemoryProblem, _ plan: (schedule: Schedule, layout: Layout),
    _ milliseconds: Double
  ) throws {
    try plan.layout.verify(problem, order: plan.schedule.order)
    Table.row([
      name, "\(problem.steps.count)", "\(plan.schedule.peakBytes)",
      "\(plan.schedule.lowerBoundBytes)", "\(plan.layout.arenaBytes)",
      "\(plan.layout.arenaBytes - plan.schedule.peakBytes)", Table.format(milliseconds),
    ])
  }

  /// How far the arenas of models lie above the peaks of their orders, at each level that searches.
  private static func gaps(_ shared: URL) throws {
    Table.row(["model", "level", "steps", "peak", "bound", "arena", "above peak", "cpu ms", "why"])
    let folders = [URL(fileURLWithPath: "Models"), shared.appending(path: "conformance/models")]
    for file in ModelProblems.files(in: folders) {
      let name =
        file.pathExtension == "json"
        ? file.deletingLastPathComponent().lastPathComponent
        : file.deletingPathExtension().lastPathComponent
      for level in [Level.order, .rewrite, .stream] {
        let (compilation, milliseconds) = Table.timed {
          try? ModelProblems.compilation(file, level)
        }
        guard let compilation else {
          Table.row([name, "\(level)", "not supported"])
          continue
        }
        let (schedule, arena) = (compilation.schedule, compilation.layout.arenaBytes)
        Table.row([
          name, "\(level)", "\(compilation.problem.steps.count)", "\(schedule.peakBytes)",
          "\(schedule.lowerBoundBytes)", "\(arena)", "\(arena - schedule.peakBytes)",
          Table.format(milliseconds), reason(compilation),
        ])
      }
    }
  }

  /// Why an arena lies above the peak of its order.
  private static func reason(_ compilation: Compilation) -> String {
    let (arena, bound) = (compilation.layout.arenaBytes, compilation.layout.lowerBoundBytes)
    guard arena > compilation.schedule.peakBytes else { return "" }
    return arena == bound ? "no placement of it is lower" : "search ended above \(bound)"
  }

  private static func randomGraphs(_ shared: URL) throws {
    Table.row(["graph", "steps", "peak", "bound", "gap %", "best heuristic", "states", "cpu ms"])
    let problems =
      [1, 2, 3].map {
        RandomGraph.wattsStrogatz(1000, neighbours: 4, rewired: 0.75, seed: $0)
      } + [
        RandomGraph.wattsStrogatz(100, neighbours: 4, rewired: 0.75, seed: 4),
        RandomGraph.erdosRenyi(100, degree: 3, seed: 5),
        RandomGraph.erdosRenyi(1000, degree: 3, seed: 6),
        RandomGraph.barabasiAlbert(300, links: 2, seed: 7),
        RandomGraph.layered(1000, width: 6, seed: 8),
        RandomGraph.layered(5000, width: 4, seed: 9),
        RandomGraph.chainOfCells(5000, cell: 20, seed: 10),
        RandomGraph.chainOfCells(5000, cell: 50, seed: 11),
        RandomGraph.seriesParallel(1000, seed: 12),
        RandomGraph.seriesParallel(5000, seed: 13),
        RandomGraph.fan(4000, bytes: 1024...1024, seed: 14),
        RandomGraph.fan(4000, bytes: 256...2048, seed: 15),
      ]
    for problem in problems {
      let heuristics: [any Scheduler] = [
        FileOrder(), Greedy(), DepthFirst(), ReversePostOrder(), BreadthFirst(),
      ]
      let best = heuristics.map { $0.schedule(problem).peakBytes }.min() ?? 0
      let (schedule, milliseconds) = Table.timed { BestFirst().schedule(problem) }
      Table.row([
        problem.name, "\(problem.steps.count)", "\(schedule.peakBytes)",
        "\(schedule.lowerBoundBytes)", gap(schedule.peakBytes, schedule.lowerBoundBytes),
        "\(best)", "\(schedule.states)", Table.format(milliseconds),
      ])
    }
  }

  private static func minimalloc(_ shared: URL) throws {
    Table.row(["instance", "items", "arena", "bound", "gap %", "nodes", "cpu ms"])
    let folder = shared.appending(path: "allocation/minimalloc/challenging")
    for name in "ABCDEFGHIJK" {
      let data = try Data(contentsOf: folder.appending(path: "\(name).1048576.csv"))
      let table = try BufferTable(csv: Array(data))
      report(String(name), table.problem)
    }
  }

  private static func perfectPackings(_ shared: URL) throws {
    Table.row(["instance", "items", "arena", "bound", "gap %", "nodes", "cpu ms"])
    for (count, seed) in [(220, 1), (220, 2), (220, 3), (300, 4), (300, 5), (300, 6)] {
      report(
        "\(count)-s\(seed)", RandomGraph.perfectPacking(count, seed: UInt64(seed)),
        BranchAndBound(nodeLimit: 2_000_000))
    }
  }

  private static func report(
    _ name: String, _ problem: AllocationProblem, _ allocator: BranchAndBound = BranchAndBound()
  ) {
    let (found, milliseconds) = Table.timed { allocator.allocate(problem) }
    Table.row([
      name, "\(problem.items.count)", "\(found.arenaBytes)", "\(found.lowerBoundBytes)",
      gap(found.arenaBytes, found.lowerBoundBytes), "\(found.nodes)", Table.format(milliseconds),
    ])
  }

  private static func arena(_ layout: Layout, peak: Int) -> String {
    layout.arenaBytes == peak ? "= peak" : "\(layout.arenaBytes)"
  }

  private static func gap(_ value: Int, _ bound: Int) -> String {
    Table.format(100 * (Double(value) / Double(max(bound, 1)) - 1))
  }
}
