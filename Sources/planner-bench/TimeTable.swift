import EdgeCompiler
import EdgeIR
import Foundation

/// What streaming costs: runs at level stream, and at a budget with room for whole tensors, beside
/// runs at level rewrite, in turn. `EDGERUN_ISA=scalar` takes the scalar kernels.
enum TimeTable {
  private static let models = [
    "conformance/models/kws_ref_model", "conformance/models/resnet8_cifar_quant",
    "conformance/models/vww_96_int8", "conformance/models/person_detect",
    "conformance/models/mobilenet_v2_035_96", "conformance/models/mcunet_vww",
    "models/swiftnet/swiftnet_hpd_ckpt_int8",
  ]
  private static let rounds = 15

  static func print(_ shared: URL) throws {
    Table.row(["model, median of µs", "rewrite", "stream", "ratio", "with room", "ratio"])
    for model in models {
      let graph = try ModelTable.graph(shared.appending(path: model + ".tflite").path())
      try row(URL(fileURLWithPath: model).lastPathComponent, graph)
    }
  }

  private static func row(_ name: String, _ graph: Graph) throws {
    let room = try Compiler(level: .rewrite).compile(graph, modelSHA256: "").plan.arenaBytes
    let rewrite = try program(Compiler(level: .rewrite), graph)
    let stream = try program(Compiler(level: .stream), graph)
    let roomy = try program(Compiler(level: .stream, budgetBytes: room), graph)
    let inputs = graph.types(graph.inputs).map { [UInt8](repeating: 1, count: $0.bytes) }
    var times = [[Double]](repeating: [], count: 3)
    for _ in 0..<rounds {
      times[0].append(try microseconds(rewrite, inputs))
      times[1].append(try microseconds(stream, inputs))
      times[2].append(try microseconds(roomy, inputs))
    }
    let medians = times.map { $0.sorted()[rounds / 2] }
    let ratios = medians.map { Table.format($0 / medians[0], digits: 2) }
    let shown = medians.map { Table.format($0) }
    Table.row([name, shown[0], shown[1], ratios[1], shown[2], ratios[2]])
  }

  private static func program(_ compiler: Compiler, _ graph: Graph) throws -> HostProgram {
    try HostProgram(compiler.compile(graph, modelSHA256: "").program)
  }

  /// The shortest of several runs.
  private static func microseconds(_ program: borrowing HostProgram, _ inputs: [[UInt8]]) throws
    -> Double
  {
    let run = try MeasuredRun(program, inputs: inputs, repetitions: 3)
    return (run?.durations.min() ?? .zero) / .microseconds(1)
  }
}
