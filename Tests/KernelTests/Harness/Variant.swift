import CEdgeKernels
import Testing

/// One compiled implementation of one kernel that this processor can run; those for Cortex-M run
/// everywhere, where they are not chosen.
struct Variant: Sendable, CustomTestStringConvertible {
  let id: UInt16
  let kernel: String
  let isa: String
  let run: @convention(c) (UnsafePointer<er_call>?) -> Void

  var testDescription: String { "\(kernel)/\(isa)" }

  static let all: [Variant] = {
    var count = 0
    guard let table = er_variants(&count) else { return [] }
    return (0..<count).filter { index in
      table[index].runs_here() != 0 || String(cString: table[index].isa) == "dsp"
    }.map { index in
      Variant(
        id: table[index].id, kernel: String(cString: table[index].name),
        isa: String(cString: table[index].isa), run: table[index].run)
    }
  }()

  static let scalar = all.filter { $0.isa == "scalar" }
  static let accelerated = all.filter { $0.isa != "scalar" }
}
