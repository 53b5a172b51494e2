import EdgeCompiler
import EdgeIR
import EdgeReference
import EdgeRuntime

/// `edgerun.run/1`, and the same for people.
struct RunReport: Encodable {
  struct Times: Encodable {
    var min: Double
    var median: Double
  }

  struct Entry: Encodable {
    var index: Int
    var label: String?
    /// Dequantised.
    var value: Double
  }

  struct Output: Encodable {
    var name: String
    var shape: [Int]
    var type: String
    var scale: Float?
    var zeroPoint: Int32?
    /// Of the bytes of all runs, one after the other.
    var crc32: UInt32
    /// Of the last run, the largest first.
    var top: [Entry]
  }

  let format = "edgerun.run/1"
  var model: String
  /// Of the plan; null of a program that was compiled before.
  var level: Nullable<Level>
  var runs: Int
  var arenaBytes: Int
  /// Kept from run to run, beside the arena.
  var stateBytes: Int
  var measuredPeakBytes: Int
  /// Planned bytes at the very top that no run wrote.
  var untouchedTopBytes: Int
  /// What the plan has there.
  var untouchedTopBuffer: String?
  var heapAllocations: Int
  var microseconds: Times
  var outputs: [Output]
  /// Of the last run, where they were asked for.
  var crcs: [TensorChecksums.Entry]?
  /// Of further runs of the last input, where it was asked for.
  var profile: BenchReport?
  private var timedRuns: Int
  private var isProved: Bool

  private enum CodingKeys: CodingKey {
    case format, model, level, runs, arenaBytes, stateBytes, measuredPeakBytes
    case untouchedTopBytes
    case untouchedTopBuffer, heapAllocations, microseconds, outputs, crcs, profile
  }

  /// - Throws: where a run wrote above the plan.
  init(
    _ runnable: borrowing Runnable, _ measurements: [MeasuredRun], labels: Labels, top: Int
  ) throws(Failure) {
    let plan = runnable.compilation?.plan
    let planned = runnable.host.program.arenaBytes
    let peak = measurements.map(\.measuredPeakBytes).max() ?? 0
    guard peak <= planned else {
      throw .invariant("a run touched \(peak) bytes of an arena planned at \(planned)")
    }
    model = runnable.name
    level = Nullable(plan?.level)
    runs = measurements.count
    arenaBytes = planned
    stateBytes = runnable.host.program.stateBytes
    measuredPeakBytes = peak
    untouchedTopBytes = planned - peak
    untouchedTopBuffer =
      peak < planned ? plan?.buffers.first { $0.offset + $0.bytes == planned }?.name : nil
    heapAllocations = measurements.map(\.heapAllocations).reduce(0, +)
    let times = measurements.flatMap(\.durations).map(\.microseconds).sorted()
    timedRuns = times.count
    microseconds = Times(min: times.first ?? 0, median: times.isEmpty ? 0 : times[times.count / 2])
    isProved = plan?.proved ?? false
    outputs = runnable.outputs.enumerated().map { index, tensor in
      Output(tensor, runs: measurements.map { $0.outputs[index] }, labels: labels, top: top)
    }
  }

  var lines: [String] {
    checksums + (profile?.lines ?? []) + outputs.flatMap(lines) + [
      "arena     \(planned)", "measured  \(measured)",
      "time      \(fixed(microseconds.median / 1000, 3)) ms, the median of \(timedRuns)",
    ]
  }

  private var checksums: [String] {
    (crcs ?? []).map {
      "step \(String($0.step).padded(to: 4)) \(hexadecimal($0.crc32))  \($0.tensor)"
    }
  }

  private var planned: String {
    let state = stateBytes > 0 ? ", beside \(grouped(stateBytes)) of state" : ""
    guard let level = level.value else {
      return "\(grouped(arenaBytes)) bytes, as it was compiled" + state
    }
    let proof = level.isProofForAllPlans ? "optimal" : "no order of its steps needs less"
    return "\(grouped(arenaBytes)) bytes planned at level \(level.rawValue)"
      + (isProved ? ", \(proof)" : "") + state
  }

  private var measured: String {
    let what = runs == 1 ? "this run" : "these \(runs) runs"
    let top = untouchedTopBuffer.map { "the top of \"\($0)\"" } ?? "the top"
    let idle = untouchedTopBytes > 0 ? "; \(grouped(untouchedTopBytes)) at \(top) idle" : ""
    return "\(grouped(measuredPeakBytes)) bytes touched by \(what), "
      + "\(heapAllocations) heap allocations" + idle
  }

  private func lines(_ output: Output) -> [String] {
    let header =
      "\(output.name): \(output.type) \(output.shape), CRC-32 \(hexadecimal(output.crc32))"
    let width = (output.top.map { String($0.index).count }.max() ?? 0)
    return [header]
      + output.top.map { entry in
        "  \(fixed(entry.value, 4).rightAligned(to: 9))  "
          + String(entry.index).rightAligned(to: width) + (entry.label.map { "  \($0)" } ?? "")
      }
  }

  private func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}

extension RunReport.Output {
  fileprivate init(_ tensor: Tensor, runs: [[UInt8]], labels: Labels, top: Int) {
    let type = tensor.type
    let values = type.dequantized(runs.last ?? [])?.values ?? []
    let ranked = values.indices.sorted { (values[$1], $0) < (values[$0], $1) }
    name = tensor.name
    shape = type.shape
    self.type = type.element.rawValue
    scale = type.quantization?.scales.first
    zeroPoint = type.quantization?.zeroPoints.first
    crc32 = CRC32.checksum(runs.joined())
    self.top = ranked.prefix(top).map { index in
      RunReport.Entry(index: index, label: labels[index], value: Double(values[index]))
    }
  }
}
