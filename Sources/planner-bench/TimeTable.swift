import EdgeCompiler
import EdgeIR
import Foundation

/// What streaming costs: runs at level stream, at a budget halfway to the arena of level rewrite,
/// and at that arena, beside runs at level rewrite, in turn: ratios are the median of those of one
/// round each, since the processor's speed changes. `EDGERUN_ISA=scalar` takes the scalar kernels.
enum TimeTable {
  private static let models = [
    "conformance/models/kws_ref_model", "conformance/models/resnet8_cifar_quant",
    "conformance/models/vww_96_int8", "conformance/models/person_detect",
    "conformance/models/ad01_int8", "conformance/models/nasnet_mobile_96",
    "conformance/models/mobilenet_v2_035_96", "conformance/models/mcunet_vww",
    "models/swiftnet/swiftnet_hpd_ckpt_int8",
  ]
  private static let rounds = 31

  static func print(_ shared: URL) throws {
    Table.row([
      "model, median of µs", "rewrite", "stream", "ratio", "halfway", "ratio", "with room", "ratio",
    ])
    for model in models {
      let graph = try ModelTable.graph(shared.appending(path: model + ".tflite").path())
      try row(URL(fileURLWithPath: model).lastPathComponent, graph)
    }
  }

  private static func row(_ name: String, _ graph: Graph) throws {
    let rewrite = try Compiler(level: .rewrite).compile(graph, modelSHA256: "")
    let stream = try Compiler(level: .stream).compile(graph, modelSHA256: "")
    let (least, room) = (stream.plan.arenaBytes, rewrite.plan.arenaBytes)
    let whole = try HostProgram(rewrite.program)
    let smallest = try HostProgram(stream.program)
    let halfway = try program(within: (least + room) / 2, graph)
    let roomy = try program(within: room, graph)
    let inputs = graph.types(graph.inputs).map { [UInt8](repeating: 1, count: $0.bytes) }
    var times = [[Double]](repeating: [], count: 4)
    for _ in 0..<rounds {
      times[0].append(try microseconds(whole, inputs))
      times[1].append(try microseconds(smallest, inputs))
      times[2].append(try microseconds(halfway, inputs))
      times[3].append(try microseconds(roomy, inputs))
    }
    let shown = times.map { Table.format(median($0)) }
    let ratios = times.map { Table.format(median(zip($0, times[0]).map(/)), digits: 2) }
    Table.row([name, shown[0]] + (1..<times.count).flatMap { [shown[$0], ratios[$0]] })
  }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  private static func program(within budgetBytes: Int, _ graph: Graph) throws -> HostProgram {
    let compiler = Compiler(level: .stream, budgetBytes: budgetBytes)
    return try HostProgram(compiler.compile(graph, modelSHA256: "").program)
  }

  /// The shortest of several runs.
  private static func microseconds(_ program: borrowing HostProgram, _ inputs: [[UInt8]]) throws
    -> Double
  {
    let run = try MeasuredRun(program, inputs: inputs, repetitions: 3)
    return (run?.durations.min() ?? .zero) / .microseconds(1)
  }
}
