import EdgeCompiler
import EdgeIR
import EdgeOperators
import EdgeRuntime
import Foundation

/// `edgerun.bench/1`, and the same for people: processor time of one thread, or, of
/// several, time that passes.
struct BenchReport: Encodable {
  struct Times: Encodable {
    var min: Double
    var median: Double
    var p99: Double

    /// - Parameter nanoseconds: one a run or a sample, at least one.
    init(_ nanoseconds: [Double]) {
      let sorted = nanoseconds.sorted().map { $0 / 1000 }
      min = sorted[0]
      median = sorted[sorted.count / 2]
      p99 = sorted[(sorted.count - 1) * 99 / 100]
    }
  }

  struct Total: Encodable {
    var microseconds: Times
    /// By the median; 0 where it is too short to be seen.
    var macsPerSecond: Int
  }

  /// A position of the schedule: a step or a stream.
  struct Layer: Encodable {
    var name: String
    var op: String
    var macs: Int
    var microseconds: Times
    var macsPerSecond: Int
  }

  let format = "edgerun.bench/1"
  var model: String
  var level: Level
  /// Variants of the kernels that this processor runs.
  var isa: String
  var threads: Int
  var runs: Int
  var macs: Int
  var arenaBytes: Int
  /// Beside the arena: calls of streams, and what kernels prepared of their constants.
  var preparedBytes: Int
  var total: Total
  var layers: [Layer]

  /// Runs once more than it measures.
  ///
  /// - Parameters:
  ///   - inputs: bytes of the graph inputs, in order; nil for zeros.
  ///   - runs: at least one.
  init(
    _ compilation: Compilation, inputs: [[UInt8]]? = nil, runs: Int, threading: Threading
  ) throws {
    let plan = compilation.plan
    let program = try HostProgram(compilation.program, threading: threading)
    let clock = threading.count > 1 ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID
    let inputs =
      inputs
      ?? compilation.graph.types(compilation.graph.inputs).map {
        [UInt8](repeating: 0, count: $0.bytes)
      }
    var times: [Int] = []
    times.reserveCapacity((runs + 1) * (plan.steps.count + 1))
    try program.watch(inputs, state: try program.initialState(), runs: runs + 1) { _, _ in
      times.append(Self.nanoseconds(clock))
    }
    let count = plan.steps.count + 1
    let starts = (1...runs).map { $0 * count }
    let whole = try Self.wholeRuns(program, inputs, runs: runs, clock)
    model = plan.model
    level = plan.level
    isa = KernelVariants.running
    threads = threading.count
    self.runs = runs
    macs = plan.macs
    arenaBytes = plan.arenaBytes
    preparedBytes = program.preparedBytes
    total = Total(microseconds: whole, macsPerSecond: Self.rate(plan.macs, whole))
    layers = plan.steps.map { step in
      let spent = Times(
        starts.map { Double(times[$0 + step.index + 1] - times[$0 + step.index]) })
      return Layer(
        name: step.name, op: step.op, macs: step.macs, microseconds: spent,
        macsPerSecond: Self.rate(step.macs, spent))
    }
  }

  /// Times of a run, the mean of each of up to twenty samples: reading a clock takes as long as a
  /// small layer and slows down what follows.
  private static func wholeRuns(
    _ program: borrowing HostProgram, _ inputs: [[UInt8]], runs: Int, _ clock: clockid_t
  ) throws -> Times {
    let samples = min(runs, 20)
    let together = runs / samples
    var times: [Int] = []
    times.reserveCapacity(samples + 1)
    try program.sample(inputs, samples: samples, runs: together) {
      times.append(nanoseconds(clock))
    }
    return Times(zip(times, times.dropFirst()).map { Double($1 - $0) / Double(together) })
  }

  var lines: [String] {
    let width = max(layers.map(\.name.shortened.count).max() ?? 0, 5) + 2
    let header =
      "layer".padded(to: width) + "operator".padded(to: 18) + "MACs".rightAligned(to: 12)
      + "min µs".rightAligned(to: 12) + "median".rightAligned(to: 12) + "p99".rightAligned(to: 12)
      + "MMAC/s".rightAligned(to: 9)
    let rows = layers.map { layer in
      row(
        layer.name.shortened.padded(to: width) + layer.op.padded(to: 18), layer.macs,
        layer.microseconds, layer.macsPerSecond)
    }
    let sum = row("total".padded(to: width + 18), macs, total.microseconds, total.macsPerSecond)
    return [header] + rows + [sum] + [
      "\(counted(runs, "run")) at level \(level.rawValue) on \(crew), \(isa) kernels; arena "
        + "\(grouped(arenaBytes)) bytes"
        + (preparedBytes > 0
          ? ", beside it \(grouped(preparedBytes)) bytes of prepared calls" : "")
    ]
  }

  private var crew: String { threads == 1 ? "one thread" : "\(threads) threads" }

  private func row(_ name: String, _ macs: Int, _ times: Times, _ rate: Int) -> String {
    name + grouped(macs).rightAligned(to: 12) + fixed(times.min, 1).rightAligned(to: 12)
      + fixed(times.median, 1).rightAligned(to: 12) + fixed(times.p99, 1).rightAligned(to: 12)
      + fixed(Double(rate) / 1e6, 0).rightAligned(to: 9)
  }

  private static func rate(_ macs: Int, _ times: Times) -> Int {
    times.median > 0 ? Int(Double(macs) / times.median * 1e6) : 0
  }

  private static func nanoseconds(_ clock: clockid_t) -> Int {
    var time = timespec()
    clock_gettime(clock, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
