import ArgumentParser
import EdgeFormats
import EdgePlanning
import Foundation

struct PlaceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "place",
    abstract: "Give buffers of known lifetimes their offsets, from numbers only.",
    discussion: """
      The table is minimalloc's CSV: id,lower,upper,size and optionally alignment, gaps, offset. \
      An offset of -1 is free, any other fixed. Exits with 1 where the capacity is exceeded.
      """)

  @Argument(help: "The buffers as CSV, or - for standard input.")
  var buffers: String

  @Option(help: "Bytes there are, such as 1M.")
  var capacity: ByteSize?

  @Option(help: "Seconds to search at most; without, a fixed amount of work.")
  var timeLimit: Double?

  @Option(help: "Write the table with offsets to this file.")
  var output: String?

  @Flag(help: "Print JSON.")
  var json = false

  /// `edgerun.placement/1`.
  private struct Report: Encodable {
    let format = "edgerun.placement/1"
    var arenaBytes: Int
    var lowerBoundBytes: Int
    var proved: Bool
    var milliseconds: Int
  }

  func validate() throws {
    try Deadline.check(timeLimit)
    guard json, output == "-" else { return }
    throw ValidationError("--json and --output -: only one can have standard output")
  }

  func run() throws {
    try Console.report(file: buffers, json: json) {
      let table = try readTable()
      let interruption = Interruption()
      let started = ContinuousClock.now
      let allocator =
        Deadline(seconds: timeLimit).map {
          BranchAndBound(nodeLimit: .max / 2, isCancelled: interruption.isDue(or: $0))
        } ?? BranchAndBound(isCancelled: interruption.isDue())
      let allocation = allocator.allocate(table.problem)
      if interruption.end() { Interruption.note() }
      let report = Report(
        arenaBytes: allocation.arenaBytes, lowerBoundBytes: allocation.lowerBoundBytes,
        proved: allocation.isProved,
        milliseconds: Int((ContinuousClock.now - started) / .milliseconds(1)))
      let text = table.csv(offsets: allocation.offsets)
      if let output { try OutputFile(output, sparing: [buffers]).write(Data(text.utf8)) }
      if json {
        try JSONReport.print(report)
      } else {
        if output == nil { try Console.write(Data(text.utf8)) }
        Console.note(verdict(report))
      }
      if let capacity, allocation.arenaBytes > capacity.bytes { throw ExitCode(1) }
    }
  }

  private func readTable() throws -> BufferTable {
    let bytes = try FileReader.read(buffers, limit: FileLimits.modelTextBytes)
    do throws(BufferTable.Fault) {
      return try BufferTable(csv: bytes)
    } catch {
      throw ImportError([
        Diagnostic(
          file: buffers, at: SourcePosition(line: error.line, column: 1), error.description)
      ])
    }
  }

  private func verdict(_ report: Report) -> String {
    let proof =
      report.proved
      ? "optimal" : "no placement needs less than \(grouped(report.lowerBoundBytes))"
    return "arena \(grouped(report.arenaBytes)) bytes, \(proof); \(report.milliseconds) ms"
  }
}
