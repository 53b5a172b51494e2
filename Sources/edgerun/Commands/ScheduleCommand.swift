import ArgumentParser
import EdgeFormats
import EdgePlanning

struct ScheduleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Find the order of steps that needs the least memory, from numbers only.")

  @Argument(help: "A problem, edgerun.problem/1, or - for standard input.")
  var problem: String

  @Option(help: "Seconds to search at most; without, a fixed amount of work.")
  var timeLimit: Double?

  @Flag(help: "Print JSON.")
  var json = false

  /// `edgerun.schedule/1`.
  private struct Report: Encodable {
    let format = "edgerun.schedule/1"
    var peakBytes: Int
    var lowerBoundBytes: Int
    var proved: Bool
    /// Names of steps.
    var order: [String]
    var states: Int
    var milliseconds: Int
  }

  func validate() throws { try Deadline.check(timeLimit) }

  func run() throws {
    try Console.report(file: problem, json: json) {
      let memory = try ProblemReader.read(path: problem)
      let interruption = Interruption()
      let started = ContinuousClock.now
      let scheduler =
        Deadline(seconds: timeLimit).map {
          BestFirst(
            stateLimit: 8_000_000, workLimit: .max, isCancelled: interruption.isDue(or: $0))
        } ?? BestFirst(isCancelled: interruption.isDue())
      let schedule = scheduler.schedule(memory)
      if interruption.end() { Interruption.note() }
      let report = Report(
        peakBytes: schedule.peakBytes, lowerBoundBytes: schedule.lowerBoundBytes,
        proved: schedule.isProved, order: schedule.order.map { memory.steps[$0].name },
        states: schedule.states,
        milliseconds: Int((ContinuousClock.now - started) / .milliseconds(1)))
      if json {
        try JSONReport.print(report)
      } else {
        try Console.print(report.order)
        Console.note(verdict(report))
      }
    }
  }

  private func verdict(_ report: Report) -> String {
    let proof =
      report.proved
      ? "optimal" : "no order needs less than \(grouped(report.lowerBoundBytes))"
    return "peak \(grouped(report.peakBytes)) bytes, \(proof); \(grouped(report.states)) states, "
      + "\(report.milliseconds) ms"
  }
}
