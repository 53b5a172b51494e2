import CEdgeKernels
import CKernelPeak
import EdgeIR
import EdgeOperators
import Glibc

/// Times every variant of the kernels on layers of many shapes, alternately, and prints
/// nanoseconds, products a second, their share of the processor's peak and the speed beside the
/// slowest variant.
@main
struct KernelBench {
  private static let rounds = 40
  private static let sampleNanoseconds = 500_000

  static func main() throws {
    let peak = peakPerNanosecond()
    print("peak \(fixed(peak)) GMAC/s")
    print("| layer | kernel | ns | GMAC/s | % of peak | times slowest |\n|---|---|---|---|---|---|")
    for layer in try Layer.all() {
      var times: [(name: String, nanoseconds: Double)] = []
      let calls = layer.call.packed == layer.call ? [layer.call] : [layer.call, layer.call.packed]
      var benches = calls.flatMap { variants(of: $0, layer) }
      for _ in 0..<rounds { for index in benches.indices { benches[index].sample() } }
      times = benches.map { ($0.name, $0.least) }
      for time in times {
        let rate = Double(layer.macs) / time.nanoseconds
        let share = peak > 0 && layer.macs > 0 ? fixed(100 * rate / peak) : ""
        let gain = fixed(times[0].nanoseconds / time.nanoseconds)
        print(
          "| \(layer.name) | \(time.name) | \(fixed(time.nanoseconds)) | \(fixed(rate)) | \(share) "
            + "| \(gain) |")
      }
    }
  }

  private static func variants(of call: KernelCall, _ layer: Layer) -> [VariantBench] {
    var count = 0
    let table = UnsafeBufferPointer(start: er_variants(&count), count: count)
    return table.filter { $0.id == call.kernel && $0.runs_here() != 0 }.map { variant in
      VariantBench(
        name: String(cString: variant.name) + "/" + String(cString: variant.isa),
        run: variant.run, call: call, layer: layer, sampleNanoseconds: sampleNanoseconds)
    }
  }

  private static func peakPerNanosecond() -> Double {
    (0..<20).map { _ in
      let started = threadNanoseconds()
      let products = kernel_peak(20_000)
      return Double(products) / Double(threadNanoseconds() - started)
    }.max() ?? 0
  }
}

/// Time that this thread has spent on a processor.
func threadNanoseconds() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// With one decimal.
private func fixed(_ value: Double) -> String {
  let tenths = Int((value * 10).rounded())
  return "\(tenths / 10).\(tenths % 10)"
}
