import CEdgeKernels
import Testing

/// One compiled implementation of one kernel that this processor can run; those for Cortex-M run
/// everywhere, where they are not chosen.
struct Variant: Sendable, CustomTestStringConvertible {
  let id: UInt16
  let kernel: String
  let isa: String
  let run: er_kernel
  /// Where calls are prepared first.
  var prepare: er_prepare_call? = nil

  var testDescription: String { "\(kernel)/\(isa)" }

  static let all: [Variant] = {
    var count = 0
    guard let table = er_variants(&count) else { return [] }
    return (0..<count).filter { index in
      table[index].runs_here() != 0 || String(cString: table[index].isa) == "dsp"
    }.flatMap { index in
      let plain = Variant(
        id: table[index].id, kernel: String(cString: table[index].name),
        isa: String(cString: table[index].isa), run: table[index].run)
      return [plain] + (er_preparing(table[index].run).map { [plain.preparing($0)] } ?? [])
    }
  }()

  private func preparing(_ prepare: @escaping er_prepare_call) -> Variant {
    Variant(id: id, kernel: kernel, isa: isa + ", prepared", run: run, prepare: prepare)
  }

  static let scalar = all.filter { $0.isa == "scalar" }
  static let accelerated = all.filter { $0.isa != "scalar" }
}
