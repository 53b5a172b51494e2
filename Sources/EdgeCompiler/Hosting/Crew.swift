internal import EdgeRuntime

/// Threads that compute bands of a program's steps together with the one that runs it.
final class Crew {
  private let workers: Workers
  /// By step; those in streams have no rows.
  private let divisions: [Division]

  /// - Parameter threading: asks for at least two threads.
  init(_ program: Program, _ threading: Threading) {
    divisions = Self.divisions(program, threading)
    workers = Workers(threading)
  }

  deinit { workers.stop() }

  /// How often threads other than the running one have allocated while they computed.
  var allocations: Int { workers.allocations }

  /// Computes a step that is in no stream; all of it is done on return.
  func compute(step: Int, of bands: Bands) {
    let division = divisions[step]
    if !division.shared.isEmpty {
      workers.perform(Workers.Job(bands: bands, step: step, rows: division.shared))
    }
    if !division.rest.isEmpty { bands.compute(step: step, rows: division.rest) }
  }

  private static func divisions(_ program: Program, _ threading: Threading) -> [Division] {
    var divisions = Array(repeating: Division(shared: 0..<0, rest: 0..<0), count: program.stepCount)
    for (position, step) in program.wholeSteps {
      let footprint = program.footprint(ofStep: step)
      let macs = position < threading.macs.count ? threading.macs[position] : 0
      let division = Division(footprint)
      let isWorthIt = division.work(footprint, macs: macs) >= threading.leastWork
      divisions[step] = isWorthIt ? division : Division(shared: 0..<0, rest: footprint.rows)
    }
    return divisions
  }
}

extension Executor {
  /// As the other, by a crew's threads where there is one.
  func run(
    by crew: Crew?,
    feed: (_ input: Int, _ row: Int, _ bytes: UnsafeMutableRawBufferPointer) -> Void,
    finished: (_ position: Int) -> Void
  ) {
    guard let crew else { return run(feed: feed, finished: finished) }
    let bands = self.bands
    run(feed: feed, finished: finished) { crew.compute(step: $0, of: bands) }
  }
}

extension Division {
  init(shared: Range<Int>, rest: Range<Int>) { (self.shared, self.rest) = (shared, rest) }

  /// What the shared rows take, in multiply-accumulates.
  fileprivate func work(_ footprint: Program.Footprint, macs: Int) -> Int {
    guard !footprint.rows.isEmpty else { return 0 }
    let bytes = footprint.outputs[0].spanBytes * shared.count
    return macs * shared.count / footprint.rows.count + Threading.macsPerByte * bytes
  }
}
